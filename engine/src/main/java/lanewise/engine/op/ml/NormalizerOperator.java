package lanewise.engine.op.ml;

import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;

/** ONNX {@code Normalizer}: each row divided by its norm; a row whose norm is 0 stays. */
final class NormalizerOperator extends FeatureOperator {
  NormalizerOperator() {
    super(false);
  }

  @Override
  protected Change change(Attributes attributes, int width) {
    String norm = attributes.string("norm", "MAX");
    return row -> {
      double size = 0;
      for (double x : row) {
        size =
            switch (norm) {
              case "MAX" -> Math.max(size, x);
              case "L1" -> size + Math.abs(x);
              case "L2" -> size + x * x;
              default ->
                  throw new InvalidNodeException(
                      "norm is '" + norm + "', allowed are MAX, L1 and L2");
            };
      }
      double divisor = norm.equals("L2") ? Math.sqrt(size) : size;
      for (int i = 0; i < row.length && divisor != 0; i++) {
        row[i] /= divisor;
      }
    };
  }
}
