package lanewise.engine.pass;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Node;
import lanewise.engine.op.matrix.MatMulOperators;
import lanewise.kernels.Activation;

/**
 * A product node that can take {@code activation(product + bias) + residual}.
 *
 * @param node the product as it stands
 * @param operator the fused operator that it becomes
 * @param biasInput which input of the fused operator is the bias; the residual is the next
 */
record FusedProduct(Node node, String operator, int biasInput) {
  /** The node as such a product, or null when it is something else. */
  static FusedProduct of(Node node) {
    if (node.is("MatMul")) {
      return new FusedProduct(node, MatMulOperators.FUSED_MATMUL, 2);
    }
    if (!node.domain().equals(Node.LANEWISE)) {
      return null;
    }
    return switch (node.operator()) {
      case MatMulOperators.FUSED_MATMUL -> new FusedProduct(node, MatMulOperators.FUSED_MATMUL, 2);
      case MatMulOperators.FUSED_MATMUL_INTEGER ->
          new FusedProduct(node, MatMulOperators.FUSED_MATMUL_INTEGER, 6);
      default -> null;
    };
  }

  boolean hasBias() {
    return node.hasInput(biasInput);
  }

  boolean hasResidual() {
    return node.hasInput(biasInput + 1);
  }

  boolean hasActivation() {
    return node.attributes().has(MatMulOperators.ACTIVATION);
  }

  /** Whether an activation may follow: the residual comes after it. */
  boolean takesActivation() {
    return !hasActivation() && !hasResidual();
  }

  Node withBias(String bias, Node last) {
    return with(biasInput, bias, node.attributes(), last);
  }

  Node withResidual(String residual, Node last) {
    return with(biasInput + 1, residual, node.attributes(), last);
  }

  Node withActivation(Activation activation, Node last) {
    Attributes attributes = node.attributes().with(MatMulOperators.ACTIVATION, activation.name());
    return with(-1, "", attributes, last);
  }

  private Node with(int input, String value, Attributes attributes, Node last) {
    List<String> inputs = new ArrayList<>(node.inputs());
    while (inputs.size() <= input) {
      inputs.add("");
    }
    if (input >= 0) {
      inputs.set(input, value);
    }
    return new Node(
        node.name(), Node.LANEWISE, operator, 1, inputs, List.of(last.output(0)), attributes);
  }
}
