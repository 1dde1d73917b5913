package lanewise.engine.pass;

import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;

/**
 * Finds layer normalization over the last axis written out: {@code (x - mean) / √(mean of (x -
 * mean)² + epsilon) · scale}, and the bias that follows it.
 */
final class FuseLayerNorm implements Pass {
  private static final int VERSION = 17;

  @Override
  public String name() {
    return "fuse-layer-norm";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    for (Node node : editor.nodes()) {
      if (editor.contains(node)) {
        new Matcher(editor).fuse(node);
      }
    }
  }

  private record Normalized(String data, float epsilon) {}

  private static final class Matcher {
    private final GraphEditor editor;
    private final Patterns patterns;

    Matcher(GraphEditor editor) {
      this.editor = editor;
      this.patterns = new Patterns(editor);
    }

    void fuse(Node node) {
      if (node.is("Mul")) {
        for (String normalized : node.inputs()) {
          if (fuseScale(node, normalized)) {
            return;
          }
        }
      } else if (node.is("Add")) {
        for (String scaled : node.inputs()) {
          if (fuseBias(node, scaled)) {
            return;
          }
        }
      }
    }

    private boolean fuseScale(Node mul, String normalizedName) {
      if (!editor.usedOnce(normalizedName)) {
        return false;
      }
      Normalized normalized = normalized(editor.producer(normalizedName));
      String scale = Patterns.other(mul, normalizedName);
      if (normalized == null
          || !patterns.isFloat32(normalized.data)
          || !isRow(scale, normalized.data)) {
        return false;
      }
      editor.replace(
          mul,
          new Node(
              mul.name(),
              Node.ONNX,
              "LayerNormalization",
              VERSION,
              List.of(normalized.data, scale),
              List.of(mul.output(0)),
              Attributes.of(Map.of("axis", -1L, "epsilon", normalized.epsilon))));
      return true;
    }

    private boolean fuseBias(Node add, String scaled) {
      Node norm = editor.producer(scaled, "LayerNormalization");
      String bias = Patterns.other(add, scaled);
      if (norm == null
          || norm.hasInput(2)
          || norm.attributes().integer("axis", -1) != -1
          || !editor.usedOnce(scaled)
          || !isRow(bias, norm.input(0))) {
        return false;
      }
      editor.replace(
          add,
          new Node(
              add.name(),
              Node.ONNX,
              norm.operator(),
              norm.version(),
              List.of(norm.input(0), norm.input(1), bias),
              List.of(add.output(0)),
              norm.attributes()));
      return true;
    }

    /** Whether a value has exactly the shape of one row of {@code data}. */
    private boolean isRow(String value, String data) {
      Dim columns = patterns.lastDim(data);
      List<Dim> dims = editor.dims(value);
      return dims != null && dims.size() == 1 && patterns.isRowOf(value, columns);
    }

    /** {@code centered / deviation} or {@code centered · (1 / deviation)}. */
    private Normalized normalized(Node node) {
      if (node == null) {
        return null;
      }
      if (node.is("Div")) {
        return normalized(node.input(0), variance(node.input(1), 0.5));
      }
      if (node.is("Mul")) {
        Normalized found = normalized(node.input(0), inverse(node.input(1)));
        return found != null ? found : normalized(node.input(1), inverse(node.input(0)));
      }
      return null;
    }

    /** The variance with its epsilon, of whose inverse root this is the value, or null. */
    private String inverse(String value) {
      Node node = editor.producer(value);
      if (node == null) {
        return null;
      }
      if (node.is("Reciprocal")) {
        return variance(node.input(0), 0.5);
      }
      if (node.is("Div") && patterns.scalar(node.input(0)) == 1) {
        return variance(node.input(1), 0.5);
      }
      return variance(value, -0.5);
    }

    /** What this value is the power {@code exponent} of, or null. */
    private String variance(String value, double exponent) {
      Node node = editor.producer(value);
      if (node == null) {
        return null;
      }
      if (node.is("Sqrt") && exponent == 0.5) {
        return node.input(0);
      }
      return node.is("Pow") && patterns.scalar(node.input(1)) == exponent ? node.input(0) : null;
    }

    private Normalized normalized(String centered, String variance) {
      Node sub = editor.producer(centered, "Sub");
      Node add = variance == null ? null : editor.producer(variance, "Add");
      if (sub == null || add == null) {
        return null;
      }
      String data = sub.input(0);
      Node mean = editor.producer(sub.input(1), "ReduceMean");
      if (mean == null || !mean.input(0).equals(data) || !patterns.reducesLastAxis(mean)) {
        return null;
      }
      for (String meanSquare : add.inputs()) {
        double epsilon = patterns.scalar(Patterns.other(add, meanSquare));
        if (epsilon >= 0 && isMeanSquare(meanSquare, centered)) {
          return new Normalized(data, (float) epsilon);
        }
      }
      return null;
    }

    private boolean isMeanSquare(String value, String centered) {
      Node mean = editor.producer(value, "ReduceMean");
      return mean != null
          && patterns.reducesLastAxis(mean)
          && patterns.isSquare(mean.input(0), centered);
    }
  }
}
