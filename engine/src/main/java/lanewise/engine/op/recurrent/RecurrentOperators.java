package lanewise.engine.op.recurrent;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All recurrent networks. */
public final class RecurrentOperators {
  private RecurrentOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "RNN" -> since(7, new RecurrentOperator(RecurrentOperator.Kind.RNN));
      case "GRU" -> since(7, new RecurrentOperator(RecurrentOperator.Kind.GRU));
      case "LSTM" -> since(7, new RecurrentOperator(RecurrentOperator.Kind.LSTM));
      default -> null;
    };
  }
}
