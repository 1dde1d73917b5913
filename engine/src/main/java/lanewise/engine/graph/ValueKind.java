package lanewise.engine.graph;

/** What a value is, as far as a model declares it. */
public enum ValueKind {
  /** A tensor of numbers. */
  TENSOR("tensor"),
  STRINGS("string"),
  SEQUENCE("sequence"),
  OPTIONAL("optional"),
  MAP("map");

  private final String label;

  ValueKind(String label) {
    this.label = label;
  }

  /** What messages call it. */
  public String label() {
    return label;
  }
}
