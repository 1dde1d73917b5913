package lanewise.engine.op.movement;

import lanewise.engine.op.OperatorRegistry;

/** All operators that move elements. */
public final class MovementOperators {
  private MovementOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("TensorScatter", 24, new TensorScatterOperator());
    registry.add("Transpose", 1, new TransposeOperator());
    registry.add("Expand", 8, new ExpandOperator());
    registry.add("Tile", 6, new TileOperator());
    registry.add("Gather", 1, new GatherOperator());
    registry.add("Concat", 4, new ConcatOperator());
    registry.add("Slice", 1, new SliceOperator());
    registry.add("Split", 2, new SplitOperator());
    registry.add("Pad", 2, new PadOperator());
    registry.add("GatherElements", 11, new GatherElementsOperator());
    registry.add("GatherND", 11, new GatherNdOperator());
    registry.add("Scatter", 9, new ScatterElementsOperator());
    registry.add("ScatterElements", 11, new ScatterElementsOperator());
    registry.add("ScatterND", 11, new ScatterNdOperator());
    registry.add("DepthToSpace", 1, new DepthSpaceOperator(true));
    registry.add("SpaceToDepth", 1, new DepthSpaceOperator(false));
    registry.add("ReverseSequence", 10, new ReverseSequenceOperator());
  }
}
