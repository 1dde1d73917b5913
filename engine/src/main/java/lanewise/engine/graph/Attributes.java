package lanewise.engine.graph;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lanewise.kernels.Tensor;

/**
 * A node's named constants: {@link Long}, {@link Float}, {@link String}, {@code long[]}, {@code
 * float[]}, a list of strings, a {@link Tensor}, a {@link Graph}, strings or a type. Immutable.
 */
public final class Attributes {
  /** No attributes. */
  public static final Attributes NONE = new Attributes(Map.of());

  private final Map<String, Object> values;

  private Attributes(Map<String, Object> values) {
    this.values = values;
  }

  /** The given attributes; each value is of one of the kinds named above. */
  public static Attributes of(Map<String, Object> values) {
    return values.isEmpty() ? NONE : new Attributes(new TreeMap<>(values));
  }

  /** These attributes and one more, or one replaced. */
  public Attributes with(String name, Object value) {
    Map<String, Object> copy = new TreeMap<>(values);
    copy.put(name, value);
    return new Attributes(copy);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  public Iterable<String> names() {
    return values.keySet();
  }

  public long integer(String name, long whenAbsent) {
    Long value = get(name, Long.class, "an integer");
    return value == null ? whenAbsent : value;
  }

  public float real(String name, float whenAbsent) {
    Float value = get(name, Float.class, "a float");
    return value == null ? whenAbsent : value;
  }

  public String string(String name, String whenAbsent) {
    String value = get(name, String.class, "a string");
    return value == null ? whenAbsent : value;
  }

  /** The integers, or null when absent. */
  public long[] integers(String name) {
    return get(name, long[].class, "a list of integers");
  }

  /** The floats, or null when absent. */
  public float[] reals(String name) {
    return get(name, float[].class, "a list of floats");
  }

  /** The strings, or null when absent. */
  @SuppressWarnings("unchecked")
  public List<String> strings(String name) {
    return (List<String>) get(name, List.class, "a list of strings");
  }

  /** The tensor, or null when absent. */
  public Tensor tensor(String name) {
    return get(name, Tensor.class, "a tensor");
  }

  /** Whether this attribute is there and is a tensor. */
  public boolean isTensor(String name) {
    return values.get(name) instanceof Tensor;
  }

  /** The graph, or null when absent. */
  public Graph graph(String name) {
    return get(name, Graph.class, "a graph");
  }

  /** Whether this attribute is there and is a graph. */
  public boolean isGraph(String name) {
    return values.get(name) instanceof Graph;
  }

  /** The value of a kind that is none of ONNX's numbers or texts, or null when absent. */
  public <T> T object(String name, Class<T> kind) {
    return get(name, kind, "of kind " + kind.getSimpleName());
  }

  /** Whether any attribute is a graph. */
  public boolean hasGraphs() {
    for (Object value : values.values()) {
      if (value instanceof Graph) {
        return true;
      }
    }
    return false;
  }

  /** All graphs among the attributes: the bodies of control flow. */
  public List<Graph> graphs() {
    return values.values().stream().filter(Graph.class::isInstance).map(Graph.class::cast).toList();
  }

  private <T> T get(String name, Class<T> kind, String expected) {
    Object value = values.get(name);
    if (value == null || kind.isInstance(value)) {
      return kind.cast(value);
    }
    throw new InvalidNodeException(
        "attribute '" + name + "' must be " + expected + ", found " + describe(value));
  }

  private static String describe(Object value) {
    return switch (value) {
      case Long number -> "integer " + number;
      case Float number -> "float " + number;
      case String text -> "string '" + text + "'";
      case long[] list -> list.length + " integers";
      case float[] list -> list.length + " floats";
      case Tensor tensor -> "tensor " + tensor;
      case Graph graph -> "graph '" + graph.name() + "'";
      default -> value.toString();
    };
  }

  /** Same names, same values: tensors and graphs by identity, lists element by element. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Attributes that) || !values.keySet().equals(that.values.keySet())) {
      return false;
    }
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      if (!java.util.Objects.deepEquals(entry.getValue(), that.values.get(entry.getKey()))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return values.keySet().hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    values.forEach((name, value) ->
        text.append(text.isEmpty() ? "" : ", ")
            .append(name)
            .append('=')
            .append(
                value instanceof long[] list
                    ? java.util.Arrays.toString(list)
                    : value instanceof float[] list
                        ? java.util.Arrays.toString(list)
                        : value instanceof Graph graph ? "graph " + graph.name() : value));
    return text.toString();
  }
}
