package lanewise.engine.pass;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.op.matrix.MatMulOperators;
import lanewise.kernels.Activation;
import lanewise.kernels.Tensor;

/**
 * Lets a matrix product do what follows it: {@code activation(product + bias) + residual}, step by
 * step as the graph has them, each only where nothing else reads what it would have made.
 */
final class FuseProducts implements Pass {
  @Override
  public String name() {
    return "fuse-products";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    Matcher matcher = new Matcher(editor);
    for (Node node : editor.nodes()) {
      if (editor.contains(node)) {
        matcher.fuse(node);
      }
    }
  }

  private static final class Matcher {
    private final GraphEditor editor;
    private final Patterns patterns;

    Matcher(GraphEditor editor) {
      this.editor = editor;
      this.patterns = new Patterns(editor);
    }

    void fuse(Node node) {
      if (!node.domain().equals(Node.ONNX)) {
        return;
      }
      switch (node.operator()) {
        case "Gemm" -> fuseGemm(node);
        case "Add" -> {
          if (!fuseAdd(node, node.input(0), node.input(1))) {
            fuseAdd(node, node.input(1), node.input(0));
          }
        }
        case "Relu" -> fuseActivation(node, node.input(0), Activation.RELU);
        case "Tanh" -> fuseActivation(node, node.input(0), Activation.TANH);
        case "Sigmoid" -> fuseActivation(node, node.input(0), Activation.SIGMOID);
        case "Mul" -> fuseSilu(node);
        case "Gelu" -> {
          boolean tanh = node.attributes().string("approximate", "none").equals("tanh");
          Activation gelu = tanh ? Activation.GELU_TANH : Activation.GELU_ERF;
          fuseActivation(node, node.input(0), gelu);
        }
        default -> {}
      }
    }

    /** The product that makes a value, with room for what follows it, or null. */
    private FusedProduct product(String value) {
      Node node = editor.producer(value);
      return node == null || !patterns.isFloat32(value) || !multipliesMatrices(node)
          ? null
          : FusedProduct.of(node);
    }

    private boolean multipliesMatrices(Node node) {
      List<Dim> lhs = editor.dims(node.input(0));
      List<Dim> rhs = editor.dims(node.input(1));
      return lhs != null && rhs != null && lhs.size() >= 2 && rhs.size() >= 2;
    }

    private boolean fuseAdd(Node add, String value, String addend) {
      FusedProduct product = editor.usedOnce(value) ? product(value) : null;
      if (product == null
          || product.hasResidual()
          || !patterns.haveSameDims(add.output(0), value)) {
        return false;
      }
      if (!product.hasBias()
          && !product.hasActivation()
          && editor.constant(addend) != null
          && isBias(addend, value)) {
        editor.replace(add, product.withBias(addend, add));
        return true;
      }
      if (patterns.isFloat32(addend) && patterns.haveSameDims(addend, value)) {
        editor.replace(add, product.withResidual(addend, add));
        return true;
      }
      return false;
    }

    private boolean isBias(String bias, String product) {
      return patterns.isRowOf(bias, patterns.lastDim(product));
    }

    private void fuseActivation(Node node, String value, Activation activation) {
      FusedProduct product = editor.usedOnce(value) ? product(value) : null;
      if (product != null && product.takesActivation()) {
        editor.replace(node, product.withActivation(activation, node));
      }
    }

    private void fuseSilu(Node mul) {
      for (String x : mul.inputs()) {
        String other = Patterns.other(mul, x);
        Node sigmoid = editor.producer(other, "Sigmoid");
        FusedProduct product = product(x);
        if (sigmoid != null
            && product != null
            && product.takesActivation()
            && sigmoid.input(0).equals(x)
            && editor.usedOnce(other)
            && !editor.isPinned(x)
            && editor.readers(x).size() == 2) {
          editor.replace(mul, product.withActivation(Activation.SILU, mul));
          return;
        }
      }
    }

    /** {@code Gemm} with a constant rhs and a bias of n values is a product of this kind. */
    private void fuseGemm(Node gemm) {
      Attributes attributes = gemm.attributes();
      Tensor rhs = editor.constant(gemm.input(1));
      boolean plain =
          attributes.real("alpha", 1f) == 1f
              && (attributes.real("beta", 1f) == 1f || !gemm.hasInput(2))
              && attributes.integer("transA", 0) == 0;
      if (!plain
          || rhs == null
          || rhs.shape().rank() != 2
          || !patterns.isFloat32(gemm.input(0))
          || !patterns.isFloat32(gemm.input(1))) {
        return;
      }
      long transposed = attributes.integer("transB", 0) == 0 ? 0 : 1;
      List<String> inputs = new ArrayList<>(gemm.inputs().subList(0, 2));
      if (gemm.hasInput(2)) {
        Dim columns = Dim.of(rhs.shape().dim(transposed == 1 ? 0 : 1));
        if (editor.constant(gemm.input(2)) == null || !patterns.isRowOf(gemm.input(2), columns)) {
          return;
        }
        inputs.add(gemm.input(2));
      }
      Attributes fused =
          transposed == 0
              ? Attributes.NONE
              : Attributes.NONE.with(MatMulOperators.TRANSPOSED_RHS, transposed);
      editor.replace(
          gemm,
          new Node(
              gemm.name(),
              Node.LANEWISE,
              MatMulOperators.FUSED_MATMUL,
              1,
              inputs,
              gemm.outputs(),
              fused));
    }
  }
}
