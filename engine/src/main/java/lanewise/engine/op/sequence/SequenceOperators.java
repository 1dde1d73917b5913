package lanewise.engine.op.sequence;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators on sequences and optionals. */
public final class SequenceOperators {
  private SequenceOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "SequenceEmpty" -> since(11, new SequenceConstructOperator());
      case "SequenceConstruct" -> since(11, new SequenceConstructOperator());
      case "SequenceInsert" -> since(11, new SequenceInsertOperator());
      case "SequenceErase" -> since(11, new SequenceEraseOperator());
      case "SequenceAt" -> since(11, new SequenceAtOperator());
      case "SequenceLength" -> since(11, new SequenceLengthOperator());
      case "SplitToSequence" -> since(11, new SplitToSequenceOperator());
      case "ConcatFromSequence" -> since(11, new ConcatFromSequenceOperator());
      case "Optional" -> since(15, new OptionalOperator());
      case "OptionalGetElement" -> since(15, new OptionalGetElementOperator());
      case "OptionalHasElement" -> since(15, new OptionalHasElementOperator());
      default -> null;
    };
  }
}
