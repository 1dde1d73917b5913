package lanewise.engine.op.elementwise;

import lanewise.engine.op.OperatorRegistry;

/** All elementwise operators. */
public final class ElementwiseOperators {
  private ElementwiseOperators() {}

  public static void register(OperatorRegistry registry) {
    UnaryOperators.register(registry);
    BinaryOperators.register(registry);
    VariadicOperators.register(registry);
    ActivationOperators.register(registry);
    CastOperators.register(registry);
    registry.add("SwiGLU", 28, new SwigluOperator());
    registry.add("Pow", 7, new PowOperator());
    registry.add("Clip", 6, new ClipOperator(false));
    registry.add("Clip", 11, new ClipOperator(true));
    registry.add("Where", 9, new WhereOperator());
    registry.add("IsNaN", 9, new RealPredicate(false));
    registry.add("IsInf", 10, new RealPredicate(true));
  }
}
