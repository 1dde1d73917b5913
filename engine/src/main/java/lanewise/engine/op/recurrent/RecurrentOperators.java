package lanewise.engine.op.recurrent;

import lanewise.engine.op.OperatorRegistry;

/** All recurrent networks. */
public final class RecurrentOperators {
  private RecurrentOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("RNN", 7, new RecurrentOperator(RecurrentOperator.Kind.RNN));
    registry.add("GRU", 7, new RecurrentOperator(RecurrentOperator.Kind.GRU));
    registry.add("LSTM", 7, new RecurrentOperator(RecurrentOperator.Kind.LSTM));
  }
}
