package lanewise.engine.op.ml;

import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;

/** A tensor of numbers as rows of features. */
record Rows(Tensor tensor, long count, int width) {
  /** A vector is one row. */
  static Rows of(Tensor tensor) {
    Elements.requireNumber(tensor.type());
    int rank = tensor.shape().rank();
    if (rank < 1 || rank > 2) {
      throw new InvalidNodeException("expected [features] or [rows, features], found " + tensor);
    }
    return new Rows(tensor, rank == 1 ? 1 : tensor.shape().dim(0), tensor.shape().intDim(rank - 1));
  }

  double at(long row, long feature) {
    return Elements.real(tensor.type(), tensor.segment(), row * width + feature);
  }

  /** One number for each of {@code count}: the attribute's, its only one, or {@code absent}. */
  static float[] spread(Attributes attributes, String name, int count, float absent) {
    float[] given = attributes.reals(name);
    float[] values = new float[count];
    if (given == null || given.length == 0) {
      Arrays.fill(values, absent);
    } else if (given.length == 1) {
      Arrays.fill(values, given[0]);
    } else if (given.length == count) {
      return given;
    } else {
      throw new InvalidNodeException(
          name + " must have 1 or " + count + " elements, found " + given.length);
    }
    return values;
  }

  static float[] reals(Attributes attributes, String name) {
    float[] values = attributes.reals(name);
    if (values == null) {
      throw new InvalidNodeException("attribute '" + name + "' is missing");
    }
    return values;
  }

  static long[] integers(Attributes attributes, String name) {
    long[] values = attributes.integers(name);
    if (values == null) {
      throw new InvalidNodeException("attribute '" + name + "' is missing");
    }
    return values;
  }

  /** Requires a list of so many elements. */
  static void requireLength(String name, int found, int expected) {
    if (found != expected) {
      throw new InvalidNodeException(name + " must have " + expected + " elements, found " + found);
    }
  }

  /** The strings, or none. */
  static List<String> strings(Attributes attributes, String name) {
    List<String> values = attributes.strings(name);
    return values == null ? List.of() : values;
  }
}
