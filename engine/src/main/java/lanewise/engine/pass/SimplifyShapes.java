package lanewise.engine.pass;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.kernels.Tensor;

/**
 * Gives {@code Reshape} a constant shape where the computed one can be said with known numbers, 0
 * (the same dimension of the data) and at most one -1, so that the computation of the shape dies.
 */
final class SimplifyShapes implements Pass {
  private static final int FIRST_VERSION_WITH_SHAPE_INPUT = 5;

  @Override
  public String name() {
    return "simplify-shapes";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    for (Node node : editor.nodes()) {
      if (node.is("Reshape")
          && node.version() >= FIRST_VERSION_WITH_SHAPE_INPUT
          && editor.contains(node)
          && editor.constant(node.input(1)) == null) {
        simplify(node, editor);
      }
    }
  }

  private static void simplify(Node node, GraphEditor editor) {
    long[] shape = shape(editor.dims(node.input(0)), editor.dims(node.output(0)));
    if (shape == null) {
      return;
    }
    String constant = editor.addConstant(node.input(1), Tensor.of(shape, shape.length));
    Attributes attributes =
        node.attributes().has("allowzero")
            ? node.attributes().with("allowzero", 0L)
            : node.attributes();
    editor.replace(
        node, node.withInputs(List.of(node.input(0), constant)).withAttributes(attributes));
  }

  /** The shape in {@code Reshape}'s words, or null when they do not suffice. */
  static long[] shape(List<Dim> data, List<Dim> out) {
    if (data == null || out == null) {
      return null;
    }
    long[] shape = new long[out.size()];
    boolean inferred = false;
    for (int axis = 0; axis < shape.length; axis++) {
      Dim dim = out.get(axis);
      if (axis < data.size() && dim.equals(data.get(axis))) {
        shape[axis] = 0;
      } else if (dim.isKnown()) {
        if (dim.is(0)) {
          return null;
        }
        shape[axis] = dim.value();
      } else if (!inferred) {
        inferred = true;
        shape[axis] = -1;
      } else {
        return null;
      }
    }
    return shape;
  }
}
