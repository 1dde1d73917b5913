package lanewise.engine.op.image;

import lanewise.engine.op.OperatorRegistry;

/** All operators on images and boxes. */
public final class ImageOperators {
  private ImageOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("Upsample", 7, new ResizeOperator(ResizeOperator.Form.UPSAMPLE));
    registry.add("Resize", 10, new ResizeOperator(ResizeOperator.Form.SCALES));
    registry.add("Resize", 11, new ResizeOperator(ResizeOperator.Form.FULL));
    registry.add("GridSample", 16, new GridSampleOperator());
    registry.add("AffineGrid", 20, new AffineGridOperator());
    registry.add("CenterCropPad", 18, new CenterCropPadOperator());
    registry.add("Col2Im", 18, new Col2ImOperator());
    registry.add("RoiAlign", 10, new RoiAlignOperator(false));
    registry.add("RoiAlign", 16, new RoiAlignOperator(true));
    registry.add("NonMaxSuppression", 10, new NonMaxSuppressionOperator());
  }
}
