package lanewise.engine.pass;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Fact;
import lanewise.engine.op.Integers;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/**
 * Removes nodes that give back what they are given, and joins transposes that follow each other.
 */
final class EliminateIdentities implements Pass {
  @Override
  public String name() {
    return "eliminate-identities";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    for (Node node : editor.nodes()) {
      Node now = editor.producer(node.output(0));
      if (now != null) {
        String same = sameAs(now, editor);
        if (same != null && hasNoOtherOutput(now, editor)) {
          editor.redirect(now.output(0), same);
        } else if (now.is("Transpose")) {
          joinTransposes(now, editor);
        }
      }
    }
  }

  private static boolean hasNoOtherOutput(Node node, GraphEditor editor) {
    for (String output : node.outputs().subList(1, node.outputs().size())) {
      if (!editor.readers(output).isEmpty() || editor.isPinned(output)) {
        return false;
      }
    }
    return true;
  }

  /** The value that output 0 equals, or null. */
  private static String sameAs(Node node, GraphEditor editor) {
    if (!node.domain().equals(Node.ONNX)) {
      return null;
    }
    String data = node.input(0);
    boolean same =
        switch (node.operator()) {
          case "Identity" -> true;
          case "Dropout" -> NodeTraits.isPure(node);
          case "Cast" -> castsToOwnType(node, editor);
          case "Transpose" -> isIdentity(permutation(node, editor));
          case "Expand" -> keepsDims(node, editor);
          case "Slice" -> keepsDims(node, editor) && stepsForward(node, editor);
          case "Concat" -> node.inputs().size() == 1;
          case "Sum", "Max", "Min", "Mean" -> node.inputs().size() == 1;
          case "Mul", "Div" -> isOne(node.input(1), editor) && keepsDims(node, editor);
          default -> false;
        };
    if (same) {
      return data;
    }
    if (node.is("Mul") && isOne(data, editor)) {
      List<Dim> dims = editor.dims(node.input(1));
      return dims != null && dims.equals(editor.dims(node.output(0))) ? node.input(1) : null;
    }
    return NodeTraits.isView(node) ? sameView(node, editor) : null;
  }

  private static boolean castsToOwnType(Node node, GraphEditor editor) {
    ElementType from = editor.fact(node.input(0)).type();
    Fact to = editor.fact(node.output(0));
    return from != null && from == to.type();
  }

  private static boolean keepsDims(Node node, GraphEditor editor) {
    List<Dim> dims = editor.dims(node.input(0));
    return dims != null && dims.equals(editor.dims(node.output(0)));
  }

  private static boolean stepsForward(Node node, GraphEditor editor) {
    if (!node.hasInput(4)) {
      return true;
    }
    Tensor steps = editor.constant(node.input(4));
    if (steps == null) {
      return false;
    }
    for (long step : Integers.read(steps)) {
      if (step != 1) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOne(String value, GraphEditor editor) {
    return Constants.isScalar(editor.constant(value), 1f);
  }

  /** The nearest to the source among the values that this view's chain of views comes from. */
  private static String sameView(Node node, GraphEditor editor) {
    List<Dim> dims = editor.dims(node.output(0));
    String found = null;
    for (Node view = node; dims != null && view != null && NodeTraits.isView(view); ) {
      String source = view.input(0);
      if (dims.equals(editor.dims(source))) {
        found = source;
      }
      view = editor.producer(source);
    }
    return found;
  }

  private static int[] permutation(Node transpose, GraphEditor editor) {
    long[] perm = transpose.attributes().integers("perm");
    if (perm != null) {
      int[] permutation = new int[perm.length];
      for (int axis = 0; axis < perm.length; axis++) {
        permutation[axis] = Math.toIntExact(perm[axis]);
      }
      return permutation;
    }
    List<Dim> dims = editor.dims(transpose.input(0));
    if (dims == null) {
      return null;
    }
    int[] reversed = new int[dims.size()];
    for (int axis = 0; axis < reversed.length; axis++) {
      reversed[axis] = reversed.length - 1 - axis;
    }
    return reversed;
  }

  private static boolean isIdentity(int[] permutation) {
    if (permutation == null) {
      return false;
    }
    for (int axis = 0; axis < permutation.length; axis++) {
      if (permutation[axis] != axis) {
        return false;
      }
    }
    return true;
  }

  private static void joinTransposes(Node outer, GraphEditor editor) {
    Node inner = editor.producer(outer.input(0), "Transpose");
    int[] second = permutation(outer, editor);
    int[] first = inner == null ? null : permutation(inner, editor);
    if (first == null || second == null || first.length != second.length) {
      return;
    }
    long[] joined = new long[first.length];
    for (int axis = 0; axis < joined.length; axis++) {
      if (second[axis] < 0 || second[axis] >= first.length) {
        return;
      }
      joined[axis] = first[second[axis]];
    }
    Node both =
        outer
            .withInputs(List.of(inner.input(0)))
            .withAttributes(outer.attributes().with("perm", joined));
    editor.replace(outer, both);
    if (isIdentity(permutation(both, editor))) {
      editor.redirect(both.output(0), both.input(0));
    }
  }
}
