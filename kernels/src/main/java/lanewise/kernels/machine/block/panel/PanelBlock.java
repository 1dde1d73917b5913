package lanewise.kernels.machine.block.panel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.machine.ProductBlock;

/**
 * What a tile routine reads about one run of blocks, at the start of a worker's scratch; and the
 * fields of a task's {@link ProductBlock} that mean something else here than in other products.
 */
final class PanelBlock {
  /** How many blocks of k the run has. */
  static final int BLOCKS = 0;

  /** The unpacked panel. */
  static final int PANEL = 8;

  /** Where the f32 sums of the call's first row rest between runs. */
  static final int SUMS = 16;

  /** The table's numbers of the call's first row. */
  static final int TABLE = 24;

  static final int BYTES = 64;

  /** Bytes from a row of activations to its scales. */
  static final int SCALES_AT = ProductBlock.LHS_SCALES;

  /** Bytes from a row of activations to its sums. */
  static final int SUMS_AT = ProductBlock.ROW_TERMS;

  /** Bytes from one row of the table to the next. */
  static final int TABLE_ROW_BYTES = ProductBlock.RHS_STEP;

  private PanelBlock() {}

  static void set(MemorySegment scratch, long at, int field, long value) {
    scratch.set(JAVA_LONG, at + field, value);
  }
}
