package lanewise.engine.op.movement;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators that move elements. */
public final class MovementOperators {
  private MovementOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "TensorScatter" -> since(24, new TensorScatterOperator());
      case "Transpose" -> since(1, new TransposeOperator());
      case "Expand" -> since(8, new ExpandOperator());
      case "Tile" -> since(6, new TileOperator());
      case "Gather" -> since(1, new GatherOperator());
      case "Concat" -> since(4, new ConcatOperator());
      case "Slice" -> since(1, new SliceOperator());
      case "Split" -> since(2, new SplitOperator());
      case "Pad" -> since(2, new PadOperator());
      case "GatherElements" -> since(11, new GatherElementsOperator());
      case "GatherND" -> since(11, new GatherNdOperator());
      case "Scatter" -> since(9, new ScatterElementsOperator());
      case "ScatterElements" -> since(11, new ScatterElementsOperator());
      case "ScatterND" -> since(11, new ScatterNdOperator());
      case "DepthToSpace" -> since(1, new DepthSpaceOperator(true));
      case "SpaceToDepth" -> since(1, new DepthSpaceOperator(false));
      case "ReverseSequence" -> since(10, new ReverseSequenceOperator());
      default -> null;
    };
  }
}
