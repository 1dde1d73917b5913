package lanewise.engine.op.control;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators of control flow. */
public final class ControlOperators {
  private ControlOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "If" -> since(1, new IfOperator());
      case "Loop" -> since(1, new LoopOperator());
      case "Scan" -> since(8, new BatchScanOperator()).then(9, new ScanOperator());
      case "SequenceMap" -> since(17, new SequenceMapOperator());
      default -> null;
    };
  }
}
