package lanewise.engine.op.ml;

import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;

/** ONNX {@code Imputer}: values that stand for missing ones are replaced. */
final class ImputerOperator extends FeatureOperator {
  ImputerOperator() {
    super(true);
  }

  @Override
  protected Change change(Attributes attributes, int width) {
    long[] integers = attributes.integers("imputed_value_int64s");
    boolean whole = integers != null && integers.length > 0;
    double[] values = new double[width];
    if (whole) {
      if (integers.length != 1 && integers.length != width) {
        throw new InvalidNodeException(
            "imputed_value_int64s must have 1 or " + width + " elements");
      }
      for (int i = 0; i < width; i++) {
        values[i] = integers[integers.length == 1 ? 0 : i];
      }
    } else {
      Rows.reals(attributes, "imputed_value_floats");
      float[] reals = Rows.spread(attributes, "imputed_value_floats", width, 0);
      for (int i = 0; i < width; i++) {
        values[i] = reals[i];
      }
    }
    double missing =
        whole
            ? attributes.integer("replaced_value_int64", 0)
            : attributes.real("replaced_value_float", 0);
    return row -> {
      for (int i = 0; i < row.length; i++) {
        if (row[i] == missing || Double.isNaN(missing) && Double.isNaN(row[i])) {
          row[i] = values[i];
        }
      }
    };
  }
}
