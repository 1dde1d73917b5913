package lanewise.engine.op.ml;

import lanewise.engine.graph.Attributes;

/** ONNX {@code Scaler}: each feature less an offset, times a scale. */
final class ScalerOperator extends FeatureOperator {
  ScalerOperator() {
    super(false);
  }

  @Override
  protected Change change(Attributes attributes, int width) {
    float[] offset = Rows.spread(attributes, "offset", width, 0);
    float[] scale = Rows.spread(attributes, "scale", width, 1);
    return row -> {
      for (int i = 0; i < row.length; i++) {
        row[i] = ((float) row[i] - offset[i]) * scale[i];
      }
    };
  }
}
