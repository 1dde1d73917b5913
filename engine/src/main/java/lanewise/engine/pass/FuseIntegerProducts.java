package lanewise.engine.pass;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.op.matrix.MatMulOperators;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * Finds an integer product that is rescaled to f32, as dynamic quantization writes it: {@code
 * MatMulInteger}, {@code Cast}, and {@code Mul} by the product of both scales. The one that
 * quantizes the lhs stays a node of its own, for products that share it.
 */
final class FuseIntegerProducts implements Pass {
  @Override
  public String name() {
    return "fuse-integer-products";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    Matcher matcher = new Matcher(editor);
    for (Node node : editor.nodes()) {
      if (node.is("Mul")
          && editor.contains(node)
          && !matcher.fuse(node, node.input(0), node.input(1))) {
        matcher.fuse(node, node.input(1), node.input(0));
      }
    }
  }

  /** The scales of both sides, by name. */
  private record Scales(String lhs, String rhs) {}

  private static final class Matcher {
    private final GraphEditor editor;
    private final Patterns patterns;

    Matcher(GraphEditor editor) {
      this.editor = editor;
      this.patterns = new Patterns(editor);
    }

    boolean fuse(Node mul, String converted, String scaleProduct) {
      Node cast = editor.usedOnce(converted) ? editor.producer(converted, "Cast") : null;
      Node product = cast == null ? null : editor.producer(cast.input(0), "MatMulInteger");
      if (product == null
          || !editor.usedOnce(cast.input(0))
          || !patterns.isFloat32(converted)
          || !patterns.haveSameDims(mul.output(0), converted)) {
        return false;
      }
      Tensor rhs = editor.constant(product.input(1));
      List<Dim> lhs = editor.dims(product.input(0));
      if (rhs == null || rhs.shape().rank() != 2 || lhs == null || lhs.size() < 2) {
        return false;
      }
      long n = rhs.shape().dim(1);
      Scales scales = scales(scaleProduct, n);
      boolean fits =
          scales != null
              && (!product.hasInput(2) || isOneElement(product.input(2)))
              && (!product.hasInput(3) || isColumn(product.input(3), n));
      if (!fits) {
        return false;
      }
      replace(mul, product, scales, n);
      return true;
    }

    /** The factors of a product of scales; a constant product is a rhs scale, times one. */
    private Scales scales(String product, long n) {
      if (isColumn(product, n) && patterns.isFloat32(product)) {
        return new Scales(editor.addConstant("one", Tensor.of(new float[] {1f}, 1)), product);
      }
      Node mul = editor.producer(product, "Mul");
      if (mul == null) {
        return null;
      }
      for (String rhs : mul.inputs()) {
        String lhs = Patterns.other(mul, rhs);
        if (isColumn(rhs, n)
            && isOneElement(lhs)
            && patterns.isFloat32(lhs)
            && patterns.isFloat32(rhs)) {
          return new Scales(lhs, rhs);
        }
      }
      return null;
    }

    private boolean isOneElement(String value) {
      List<Dim> dims = editor.dims(value);
      return dims != null && dims.stream().allMatch(dim -> dim.is(1));
    }

    /** Whether a value is constant and has one element, or one a column. */
    private boolean isColumn(String value, long n) {
      Tensor constant = editor.constant(value);
      return constant != null
          && (constant.elementCount() == 1
              || (constant.elementCount() == n && constant.shape().dim(-1) == n));
    }

    private void replace(Node mul, Node product, Scales scales, long n) {
      String zero = product.input(3);
      String scale = scales.rhs;
      boolean perColumn = count(zero) == n || count(scale) == n;
      editor.replace(
          mul,
          new Node(
              product.name(),
              Node.LANEWISE,
              MatMulOperators.FUSED_MATMUL_INTEGER,
              1,
              List.of(
                  product.input(0),
                  product.input(1),
                  product.input(2),
                  perColumn ? repeated(zero, n) : zero,
                  scales.lhs,
                  perColumn ? repeated(scale, n) : scale),
              List.of(mul.output(0)),
              Attributes.NONE));
    }

    private long count(String value) {
      return value.isEmpty() ? 0 : editor.constant(value).elementCount();
    }

    /** A constant of one element, {@code n} times; any other as it is. */
    private String repeated(String value, long n) {
      if (value.isEmpty() || count(value) == n) {
        return value;
      }
      Tensor one = editor.constant(value);
      Tensor all = Tensor.allocate(one.type(), Shape.of(n));
      long bytes = one.segment().byteSize();
      for (long i = 0; i < n; i++) {
        MemorySegment.copy(one.segment(), 0, all.segment(), i * bytes, bytes);
      }
      return editor.addConstant(value, all);
    }
  }
}
