package lanewise.engine.op.movement;

import lanewise.engine.op.OperatorRegistry;

/** All operators that move elements. */
public final class MovementOperators {
  private MovementOperators() {}

  public static void register(OperatorRegistry registry) {
    registry.add("Transpose", 1, new TransposeOperator());
    registry.add("Expand", 8, new ExpandOperator());
    registry.add("Tile", 6, new TileOperator());
    registry.add("Gather", 1, new GatherOperator());
    registry.add("Concat", 4, new ConcatOperator());
    registry.add("Slice", 1, new SliceOperator());
    registry.add("Split", 2, new SplitOperator());
  }
}
