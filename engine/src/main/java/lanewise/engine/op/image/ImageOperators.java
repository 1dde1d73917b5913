package lanewise.engine.op.image;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators on images and boxes. */
public final class ImageOperators {
  private ImageOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "Upsample" -> since(7, new ResizeOperator(ResizeOperator.Form.UPSAMPLE));
      case "Resize" ->
          since(10, new ResizeOperator(ResizeOperator.Form.SCALES))
              .then(11, new ResizeOperator(ResizeOperator.Form.FULL));
      case "GridSample" -> since(16, new GridSampleOperator());
      case "AffineGrid" -> since(20, new AffineGridOperator());
      case "CenterCropPad" -> since(18, new CenterCropPadOperator());
      case "Col2Im" -> since(18, new Col2ImOperator());
      case "RoiAlign" ->
          since(10, new RoiAlignOperator(false)).then(16, new RoiAlignOperator(true));
      case "NonMaxSuppression" -> since(10, new NonMaxSuppressionOperator());
      case "ImageDecoder" -> since(20, new ImageDecoderOperator());
      default -> null;
    };
  }
}
