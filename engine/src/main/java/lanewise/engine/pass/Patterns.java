package lanewise.engine.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Integers;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** Questions about a graph that several fusions ask. */
final class Patterns {
  private static final int MOST_FACTORS = 8;

  private final GraphEditor editor;

  Patterns(GraphEditor editor) {
    this.editor = editor;
  }

  /** The number that a constant of one element holds, or NaN. */
  double scalar(String value) {
    return Constants.scalar(editor.constant(value));
  }

  boolean isAbout(String value, double expected) {
    return Constants.isAbout(scalar(value), expected);
  }

  boolean isFloat32(String value) {
    return editor.fact(value).type() == ElementType.FLOAT32;
  }

  /** The operand of a node with two that is not {@code value}; {@code value} itself if both are. */
  static String other(Node node, String value) {
    return node.input(0).equals(value) ? node.input(1) : node.input(0);
  }

  /** The one of two values that is not {@code value}, or null when there are not two. */
  static String otherOf(List<String> values, String value) {
    if (values.size() != 2) {
      return null;
    }
    return values.get(0).equals(value) ? values.get(1) : values.get(0);
  }

  /** The last dimension, or null when it is not known to be a number. */
  Dim lastDim(String value) {
    List<Dim> dims = editor.dims(value);
    return dims == null || dims.isEmpty() || !dims.getLast().isKnown() ? null : dims.getLast();
  }

  /** Whether the value is f32 and holds one number for each of {@code columns} last elements. */
  boolean isRowOf(String value, Dim columns) {
    List<Dim> dims = editor.dims(value);
    if (dims == null || dims.isEmpty() || columns == null || !isFloat32(value)) {
      return false;
    }
    for (Dim dim : dims.subList(0, dims.size() - 1)) {
      if (!dim.is(1)) {
        return false;
      }
    }
    return dims.getLast().equals(columns);
  }

  boolean haveSameDims(String a, String b) {
    List<Dim> dims = editor.dims(a);
    return dims != null && dims.equals(editor.dims(b));
  }

  /** Whether a reduction keeps its dimensions and runs over the last axis alone. */
  boolean reducesLastAxis(Node node) {
    long[] axes = node.attributes().integers("axes");
    if (axes == null && node.hasInput(1)) {
      Tensor constant = editor.constant(node.input(1));
      axes = constant == null ? null : Integers.read(constant);
    }
    return axes != null
        && axes.length == 1
        && node.attributes().integer("keepdims", 1) == 1
        && isLastAxis(axes[0], node.input(0));
  }

  /** Whether {@code axis} of a value is its last. */
  boolean isLastAxis(long axis, String value) {
    List<Dim> dims = editor.dims(value);
    return axis == -1 || (dims != null && !dims.isEmpty() && axis == dims.size() - 1);
  }

  /** A constant times values, some of which may be the same. */
  record Product(double constant, List<String> factors) {
    /** Whether the factors are {@code value}, {@code times} times, and nothing else. */
    boolean isPower(String value, int times) {
      return factors.size() == times && Collections.frequency(factors, value) == times;
    }
  }

  Product product(String value) {
    return product(value, "");
  }

  /**
   * Takes apart products, quotients by constants and small powers that only this value reads;
   * {@code whole} is never taken apart.
   */
  Product product(String value, String whole) {
    double constant = 1;
    List<String> factors = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>();
    open.push(value);
    while (!open.isEmpty()) {
      String factor = open.pop();
      Node node = editor.producer(factor);
      double number = scalar(factor);
      boolean apart = !factor.equals(whole) && (factor.equals(value) || editor.usedOnce(factor));
      if (!Double.isNaN(number)) {
        constant *= number;
      } else if (!apart || node == null || factors.size() + open.size() > MOST_FACTORS) {
        factors.add(factor);
      } else if (node.is("Mul")) {
        open.push(node.input(1));
        open.push(node.input(0));
      } else if (node.is("Div") && !Double.isNaN(scalar(node.input(1)))) {
        constant /= scalar(node.input(1));
        open.push(node.input(0));
      } else if (node.is("Pow") && power(node) > 0) {
        for (int i = power(node); i > 0; i--) {
          factors.add(node.input(0));
        }
      } else {
        factors.add(factor);
      }
    }
    return new Product(constant, factors);
  }

  /** Whether {@code value} is {@code base} times itself. */
  boolean isSquare(String value, String base) {
    Node node = editor.producer(value);
    if (node == null || !node.input(0).equals(base)) {
      return false;
    }
    return node.is("Mul") ? node.input(1).equals(base) : node.is("Pow") && power(node) == 2;
  }

  /** The exponent of a {@code Pow} if it is the constant 2 or 3, else 0. */
  int power(Node node) {
    double exponent = scalar(node.input(1));
    return exponent == 2 ? 2 : exponent == 3 ? 3 : 0;
  }
}
