package lanewise.engine.op;

/** The list of families: a new one is a line here. */
final class OperatorFamilies {
  private OperatorFamilies() {}

  static void registerAll(Operators.Registry registry) {
    MatMulOperators.register(registry);
  }
}
