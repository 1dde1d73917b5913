package lanewise.engine.graph;

import java.util.List;

/**
 * One use of an operator.
 *
 * @param name unique or empty; for messages and profiles
 * @param domain {@code ""} for ONNX's own operators, {@code lanewise} for what passes make
 * @param operator such as {@code MatMul}
 * @param version the version of the domain's operator set that the model was written against
 * @param inputs names of values; an empty name is an absent optional input
 * @param outputs names of values; an empty name is an unused output
 */
public record Node(
    String name,
    String domain,
    String operator,
    int version,
    List<String> inputs,
    List<String> outputs,
    Attributes attributes) {

  /** The domain of ONNX's own operators. */
  public static final String ONNX = "";

  /** The domain of operators that passes make. */
  public static final String LANEWISE = "lanewise";

  public Node {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The input's name, or an empty name when it is absent. */
  public String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  public boolean hasInput(int index) {
    return !input(index).isEmpty();
  }

  /** The output's name, or an empty name when it is unused. */
  public String output(int index) {
    return index < outputs.size() ? outputs.get(index) : "";
  }

  /** The attribute that counts the last inputs, which are those that the node's graphs capture. */
  public static final String CAPTURES = "lanewise.captures";

  /** How many of the last inputs are there for the node's graphs alone. */
  public int captures() {
    return attributes.hasGraphs() ? (int) attributes.integer(CAPTURES, 0) : 0;
  }

  public boolean is(String onnxOperator) {
    return domain.equals(ONNX) && operator.equals(onnxOperator);
  }

  public Node withInputs(List<String> newInputs) {
    return new Node(name, domain, operator, version, newInputs, outputs, attributes);
  }

  public Node withAttributes(Attributes newAttributes) {
    return new Node(name, domain, operator, version, inputs, outputs, newAttributes);
  }

  /** The node's name, or that of its first output where it has none. */
  public String title() {
    return name.isEmpty() ? output(0) : name;
  }

  /** What messages call the node. */
  public String label() {
    String what = domain.isEmpty() ? operator : domain + ":" + operator;
    return "node '" + title() + "' (" + what + ")";
  }
}
