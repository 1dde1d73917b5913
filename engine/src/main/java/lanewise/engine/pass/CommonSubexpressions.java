package lanewise.engine.pass;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Node;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Computes once what is written several times; small constants that are equal become one. */
final class CommonSubexpressions implements Pass {
  /** Numbers and shapes; larger constants are seldom equal, and looking would read the file. */
  private static final int MOST_CONSTANT_BYTES = 128;

  // Keys of tables that every process fills when it opens a model. Written out, since a record's
  // own
  // methods are linked when they are first called, which costs more than the whole pass.

  private record SmallConstant(ElementType type, Shape shape, byte[] bytes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof SmallConstant that
          && type == that.type
          && shape.equals(that.shape)
          && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  private record Expression(
      String domain, String operator, int version, List<String> inputs, Attributes attributes) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Expression that
          && version == that.version
          && operator.equals(that.operator)
          && domain.equals(that.domain)
          && inputs.equals(that.inputs)
          && attributes.equals(that.attributes);
    }

    @Override
    public int hashCode() {
      return operator.hashCode() * 31 + inputs.hashCode();
    }
  }

  @Override
  public String name() {
    return "common-subexpressions";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    shareConstants(editor);
    Map<Expression, Node> first = new HashMap<>();
    for (Node old : editor.nodes()) {
      Node node = current(old, editor);
      if (node == null || !NodeTraits.isPure(node)) {
        continue;
      }
      Expression expression =
          new Expression(
              node.domain(), node.operator(), node.version(), node.inputs(), node.attributes());
      Node same = first.putIfAbsent(expression, node);
      if (same != null && makesAll(same, node)) {
        share(node, same, editor);
      }
    }
  }

  private static Node current(Node node, GraphEditor editor) {
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        return editor.producer(output);
      }
    }
    return null;
  }

  private static boolean makesAll(Node same, Node node) {
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.output(i).isEmpty() && same.output(i).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static void share(Node node, Node same, GraphEditor editor) {
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.output(i).isEmpty()) {
        editor.redirect(node.output(i), same.output(i));
      }
    }
  }

  private static void shareConstants(GraphEditor editor) {
    Map<SmallConstant, String> first = new HashMap<>();
    for (Map.Entry<String, Tensor> constant : editor.constants().entrySet()) {
      Tensor tensor = constant.getValue();
      if (tensor.segment().byteSize() <= MOST_CONSTANT_BYTES) {
        SmallConstant key = new SmallConstant(tensor.type(), tensor.shape(), tensor.toByteArray());
        String same = first.putIfAbsent(key, constant.getKey());
        if (same != null) {
          editor.redirect(constant.getKey(), same);
        }
      }
    }
  }
}
