package lanewise.engine.op.signal;

import lanewise.engine.op.OperatorRegistry;

/** All operators on signals. */
public final class SignalOperators {
  private SignalOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("HannWindow", 17, new WindowOperator(0.5, 0.5, 0));
    registry.add("HammingWindow", 17, new WindowOperator(25 / 46.0, 21 / 46.0, 0));
    registry.add("BlackmanWindow", 17, new WindowOperator(0.42, 0.5, 0.08));
    registry.add("DFT", 17, new DftOperator(false));
    registry.add("DFT", 20, new DftOperator(true));
    registry.add("STFT", 17, new StftOperator());
    registry.add("MelWeightMatrix", 17, new MelWeightMatrixOperator());
  }
}
