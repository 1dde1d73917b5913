package lanewise.engine.op.signal;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators on signals. */
public final class SignalOperators {
  private SignalOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "HannWindow" -> since(17, new WindowOperator(0.5, 0.5, 0));
      case "HammingWindow" -> since(17, new WindowOperator(25 / 46.0, 21 / 46.0, 0));
      case "BlackmanWindow" -> since(17, new WindowOperator(0.42, 0.5, 0.08));
      case "DFT" -> since(17, new DftOperator(false)).then(20, new DftOperator(true));
      case "STFT" -> since(17, new StftOperator());
      case "MelWeightMatrix" -> since(17, new MelWeightMatrixOperator());
      default -> null;
    };
  }
}
