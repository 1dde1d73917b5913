package lanewise.engine.op.ml;

import lanewise.engine.graph.Attributes;

/** ONNX {@code Binarizer}: 1 above a threshold, else 0. */
final class BinarizerOperator extends FeatureOperator {
  BinarizerOperator() {
    super(true);
  }

  @Override
  protected Change change(Attributes attributes, int width) {
    float threshold = attributes.real("threshold", 0);
    return row -> {
      for (int i = 0; i < row.length; i++) {
        row[i] = row[i] > threshold ? 1 : 0;
      }
    };
  }
}
