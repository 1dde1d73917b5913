package lanewise.engine.pass;

import java.util.Set;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Operator;
import lanewise.engine.op.catalog.Operators;

/** What kind of operator a node is, as far as several passes ask. */
final class NodeTraits {
  /** The work of these is more than a few steps an element of their inputs and outputs. */
  private static final Set<String> HEAVY =
      Set.of(
          "MatMul",
          "MatMulInteger",
          "QLinearMatMul",
          "Gemm",
          "Einsum",
          "Conv",
          "ConvInteger",
          "QLinearConv",
          "ConvTranspose",
          "DeformConv",
          "LSTM",
          "GRU",
          "RNN",
          "Attention",
          "Det",
          "DFT",
          "STFT",
          "MaxPool",
          "AveragePool",
          "LpPool",
          "NonMaxSuppression",
          "TopK",
          "Unique",
          "Resize",
          "RoiAlign",
          "GridSample",
          "LRN");

  private static final Set<String> VIEWS = Set.of("Reshape", "Squeeze", "Unsqueeze", "Flatten");

  private NodeTraits() {}

  /** Whether the outputs depend on nothing but the inputs, so that they may be shared or folded. */
  static boolean isPure(Node node) {
    if (node.attributes().hasGraphs()) {
      return false;
    }
    Operator operator = Operators.all().find(node);
    return operator == null || operator.isPure(node);
  }

  static boolean isHeavy(Node node) {
    return HEAVY.contains(node.operator()) || !node.domain().equals(Node.ONNX);
  }

  /** Whether output 0 is input 0 under another shape. */
  static boolean isView(Node node) {
    return node.domain().equals(Node.ONNX) && VIEWS.contains(node.operator());
  }
}
