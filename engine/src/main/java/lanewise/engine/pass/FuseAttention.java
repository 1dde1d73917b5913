package lanewise.engine.pass;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Fact;
import lanewise.engine.op.attention.AttentionOperators;
import lanewise.engine.op.attention.HeadsLayout;

/**
 * Finds attention written out: {@code softmax(scale · Q Kᵀ + mask) V} over [batch, heads, rows,
 * size], with the scale on the scores, the queries or the keys, and takes in the transposes around
 * it.
 */
final class FuseAttention implements Pass {
  /** Exchanges rows and heads, either way. */
  private static final long[] SWAP_HEADS = {0, 2, 1, 3};

  /** From [batch, rows, heads, size] to the keys' [batch, heads, size, rows]. */
  private static final long[] KEYS_FROM_ROWS = {0, 2, 3, 1};

  /** From [batch, heads, rows, size] to the keys' [batch, heads, size, rows]. */
  private static final long[] KEYS_FROM_HEADS = {0, 1, 3, 2};

  private static final int FIRST_SOFTMAX_OF_ONE_AXIS = 13;

  @Override
  public String name() {
    return "fuse-attention";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    Matcher matcher = new Matcher(editor);
    for (Node node : editor.nodes()) {
      if (node.is("MatMul") && editor.contains(node)) {
        matcher.fuse(node);
      }
    }
  }

  /** An operand without the transpose and the scaling that it came through. */
  private record Operand(String value, HeadsLayout layout, double scale) {}

  private static final class Matcher {
    private final GraphEditor editor;
    private final Patterns patterns;

    Matcher(GraphEditor editor) {
      this.editor = editor;
      this.patterns = new Patterns(editor);
    }

    void fuse(Node output) {
      Node softmax = editor.producer(output.input(0), "Softmax");
      if (softmax == null || !editor.usedOnce(output.input(0)) || !isOverKeys(softmax)) {
        return;
      }
      String scores = softmax.input(0);
      if (fuse(output, scores, "")) {
        return;
      }
      Node masked = editor.usedOnce(scores) ? editor.producer(scores, "Add") : null;
      if (masked != null && !fuse(output, masked.input(0), masked.input(1))) {
        fuse(output, masked.input(1), masked.input(0));
      }
    }

    private boolean isOverKeys(Node softmax) {
      long standard = softmax.version() < FIRST_SOFTMAX_OF_ONE_AXIS ? 1 : -1;
      return patterns.isLastAxis(softmax.attributes().integer("axis", standard), softmax.input(0));
    }

    private boolean fuse(Node output, String scores, String mask) {
      Operand plain = withoutScale(scores);
      double scale = plain.scale;
      String value = plain.value;
      Node product = editor.producer(value, "MatMul");
      if (product == null || !editor.usedOnce(value)) {
        return false;
      }
      if (!fits(product, output) || !isMask(mask, value)) {
        return false;
      }
      Operand query = operand(product.input(0));
      Operand key = keys(product.input(1), output);
      Operand values = values(output.input(1));
      replace(output, query, key, values, mask, scale * query.scale * key.scale);
      return true;
    }

    /** Whether queries, keys and values agree in batch, heads and sizes, without broadcasting. */
    private boolean fits(Node product, Node output) {
      List<Dim> query = editor.dims(product.input(0));
      List<Dim> key = editor.dims(product.input(1));
      List<Dim> value = editor.dims(output.input(1));
      return query != null
          && key != null
          && value != null
          && query.size() == 4
          && key.size() == 4
          && value.size() == 4
          && query.subList(0, 2).equals(key.subList(0, 2))
          && query.subList(0, 2).equals(value.subList(0, 2))
          && query.get(3).equals(key.get(2))
          && key.get(3).equals(value.get(2))
          && patterns.isFloat32(product.input(0))
          && patterns.isFloat32(output.input(1));
    }

    /**
     * Whether the mask is absent or broadcasts to the scores. The sizes of keys need not have the
     * same symbol: they often come from different inputs, and the operator takes both that may
     * meet.
     */
    private boolean isMask(String mask, String scores) {
      if (mask.isEmpty()) {
        return true;
      }
      List<Dim> dims = editor.dims(mask);
      List<Dim> full = editor.dims(scores);
      if (dims == null || dims.isEmpty() || dims.size() > 4 || full == null || full.size() != 4) {
        return false;
      }
      List<Dim> own = full.subList(4 - dims.size(), 4);
      for (int axis = 0; axis < dims.size() - 1; axis++) {
        if (!dims.get(axis).is(1) && !dims.get(axis).equals(own.get(axis))) {
          return false;
        }
      }
      Dim keys = dims.getLast();
      return patterns.isFloat32(mask) && (keys.equals(own.getLast()) || !keys.isKnown());
    }

    /** What a node multiplies its other operand by, or NaN. */
    private double scaling(Node node) {
      if (node.is("Mul")) {
        double first = patterns.scalar(node.input(0));
        return Double.isNaN(first) ? patterns.scalar(node.input(1)) : first;
      }
      return node.is("Div") ? 1 / patterns.scalar(node.input(1)) : Double.NaN;
    }

    private String scaled(Node node) {
      boolean second = node.is("Mul") && !Double.isNaN(patterns.scalar(node.input(0)));
      return node.input(second ? 1 : 0);
    }

    /** Values [batch, heads, rows, size]. */
    private Operand values(String value) {
      Node transpose = transpose(value, SWAP_HEADS);
      return transpose == null
          ? new Operand(value, HeadsLayout.BHSD, 1)
          : new Operand(transpose.input(0), HeadsLayout.BSHD, 1);
    }

    /** Queries, or keys before they are turned: [batch, heads, rows, size]. */
    private Operand operand(String value) {
      Operand plain = withoutScale(value);
      Node transpose = transpose(plain.value, SWAP_HEADS);
      if (transpose == null) {
        return plain;
      }
      Operand inner = withoutScale(transpose.input(0));
      return new Operand(inner.value, HeadsLayout.BSHD, plain.scale * inner.scale);
    }

    /** Keys [batch, heads, size, rows], turned to rows by a transpose where they do not come so. */
    private Operand keys(String value, Node output) {
      Operand plain = withoutScale(value);
      Node transpose = transpose(plain.value, KEYS_FROM_ROWS);
      if (transpose != null) {
        Operand inner = withoutScale(transpose.input(0));
        return new Operand(inner.value, HeadsLayout.BSHD, plain.scale * inner.scale);
      }
      transpose = transpose(plain.value, KEYS_FROM_HEADS);
      if (transpose != null) {
        Operand inner = operand(transpose.input(0));
        return new Operand(inner.value, inner.layout, plain.scale * inner.scale);
      }
      String rows = editor.freshName(plain.value + "/rows");
      List<Dim> dims = editor.dims(plain.value);
      editor.tell(
          rows,
          Fact.of(
              editor.fact(plain.value).type(),
              List.of(dims.get(0), dims.get(1), dims.get(3), dims.get(2))));
      editor.add(
          new Node(
              rows,
              Node.ONNX,
              "Transpose",
              output.version(),
              List.of(plain.value),
              List.of(rows),
              Attributes.of(Map.of("perm", KEYS_FROM_HEADS.clone()))));
      return new Operand(rows, HeadsLayout.BHSD, plain.scale);
    }

    private Operand withoutScale(String value) {
      double scale = 1;
      String plain = value;
      Node node = editor.producer(plain);
      while (node != null
          && editor.usedOnce(plain)
          && !Double.isNaN(scaling(node))
          && patterns.haveSameDims(plain, scaled(node))) {
        scale *= scaling(node);
        plain = scaled(node);
        node = editor.producer(plain);
      }
      return new Operand(plain, HeadsLayout.BHSD, scale);
    }

    private Node transpose(String value, long[] permutation) {
      Node node = editor.producer(value, "Transpose");
      return node != null && Arrays.equals(node.attributes().integers("perm"), permutation)
          ? node
          : null;
    }

    private void replace(
        Node output, Operand query, Operand key, Operand value, String mask, double scale) {
      Node last = editor.onlyReader(output.output(0));
      boolean turned =
          last != null
              && last.is("Transpose")
              && Arrays.equals(last.attributes().integers("perm"), SWAP_HEADS);
      Attributes attributes =
          Attributes.of(
              Map.of(
                  AttentionOperators.QUERY_LAYOUT, query.layout.name(),
                  AttentionOperators.KEY_LAYOUT, key.layout.name(),
                  AttentionOperators.VALUE_LAYOUT, value.layout.name(),
                  AttentionOperators.OUTPUT_LAYOUT,
                      (turned ? HeadsLayout.BSHD : HeadsLayout.BHSD).name(),
                  AttentionOperators.SCALE, (float) scale));
      List<String> inputs = new ArrayList<>(List.of(query.value, key.value, value.value));
      if (!mask.isEmpty()) {
        inputs.add(mask);
      }
      Node replaced = turned ? last : output;
      editor.replace(
          replaced,
          new Node(
              output.name(),
              Node.LANEWISE,
              AttentionOperators.ATTENTION,
              1,
              inputs,
              List.of(replaced.output(0)),
              attributes));
    }
  }
}
