package lanewise.engine.pass;

import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Node;
import lanewise.engine.pass.Patterns.Product;

/**
 * Finds GELU written out, with the error function or with tanh: {@code ½ x (1 + erf(x / √2))} and
 * {@code ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))}, the factors in any order.
 */
final class FuseGelu implements Pass {
  private static final int VERSION = 20;
  private static final double SQRT_HALF = Math.sqrt(0.5);
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
  private static final double CUBIC = 0.044715;

  /** x, ½ and the bracket need at most this many products. */
  private static final int MOST_PRODUCTS = 3;

  @Override
  public String name() {
    return "fuse-gelu";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    Matcher matcher = new Matcher(editor);
    for (Node node : editor.nodes()) {
      if (!editor.contains(node)) {
        continue;
      }
      if (node.is("Erf")) {
        matcher.fuse(node, matcher.erfArgument(node.input(0)), "none");
      } else if (node.is("Tanh")) {
        matcher.fuse(node, matcher.tanhArgument(node.input(0)), "tanh");
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

    /** The x of {@code x / √2}, or null. */
    String erfArgument(String value) {
      Product product = patterns.product(value);
      return product.factors().size() == 1 && Constants.isAbout(product.constant(), SQRT_HALF)
          ? product.factors().getFirst()
          : null;
    }

    /** The x of {@code √(2/π) (x + 0.044715 x³)} or {@code √(2/π) x (1 + 0.044715 x²)}, or null. */
    String tanhArgument(String value) {
      Product outer = patterns.product(value);
      if (!Constants.isAbout(outer.constant(), SQRT_2_OVER_PI)
          || outer.factors().isEmpty()
          || outer.factors().size() > 2) {
        return null;
      }
      for (String factor : outer.factors()) {
        Node add = editor.producer(factor, "Add");
        if (add == null) {
          continue;
        }
        for (String term : add.inputs()) {
          String x = outer.factors().size() == 1 ? term : Patterns.otherOf(outer.factors(), factor);
          Product inner = patterns.product(Patterns.other(add, term), x);
          boolean cubic = Constants.isAbout(inner.constant(), CUBIC);
          if (cubic && x.equals(term) && inner.isPower(x, 3)) {
            return x;
          }
          if (cubic && !x.equals(term) && patterns.scalar(term) == 1 && inner.isPower(x, 2)) {
            return x;
          }
        }
      }
      return null;
    }

    /** Follows {@code 1 + function} to the product with ½ and x. */
    void fuse(Node function, String x, String approximate) {
      Node add = x == null ? null : editor.onlyReader(function.output(0));
      if (add == null
          || !add.is("Add")
          || patterns.scalar(Patterns.other(add, function.output(0))) != 1
          || !patterns.isFloat32(x)) {
        return;
      }
      double constant = 1;
      boolean timesX = false;
      Node last = add;
      for (int step = 0; step < MOST_PRODUCTS; step++) {
        String value = last.output(0);
        last = editor.onlyReader(value);
        if (last == null) {
          return;
        }
        Product factor = factor(last, value, x);
        if (factor == null || (timesX && !factor.factors().isEmpty())) {
          return;
        }
        constant *= factor.constant();
        if (!factor.factors().isEmpty()) {
          if (!factor.isPower(x, 1)) {
            return;
          }
          timesX = true;
        }
        if (timesX
            && Constants.isAbout(constant, 0.5)
            && patterns.haveSameDims(last.output(0), x)) {
          replace(last, x, approximate);
          return;
        }
      }
    }

    /** What a node multiplies {@code value} by, or null when it does something else. */
    private Product factor(Node node, String value, String x) {
      if (node.is("Mul")) {
        return patterns.product(Patterns.other(node, value), x);
      }
      boolean quotient = node.is("Div") && node.input(0).equals(value);
      double divisor = quotient ? patterns.scalar(node.input(1)) : Double.NaN;
      return Double.isNaN(divisor) ? null : new Product(1 / divisor, List.of());
    }

    private void replace(Node last, String x, String approximate) {
      editor.replace(
          last,
          new Node(
              last.name(),
              Node.ONNX,
              "Gelu",
              VERSION,
              List.of(x),
              List.of(last.output(0)),
              Attributes.of(Map.of("approximate", approximate))));
    }
  }
}
