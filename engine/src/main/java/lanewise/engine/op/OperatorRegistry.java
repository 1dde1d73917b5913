package lanewise.engine.op;

/** Collects the operators of a family. */
public interface OperatorRegistry {
  /**
   * Lists an operator of the ONNX domain from version {@code sinceVersion} on; later versions are
   * listed after earlier ones.
   */
  void add(String name, int sinceVersion, Operator operator);

  /** Lists an operator that passes make. */
  void addInternal(String name, Operator operator);
}
