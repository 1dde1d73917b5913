package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;

/**
 * What a product routine reads about its matrices: one block of native memory for all calls of a
 * task, so that a call itself hands over only which tile is meant. Offsets are in bytes.
 */
public final class ProductBlock {
  public static final int LHS = 0;
  public static final int LHS_ROW_BYTES = 8;
  public static final int RHS = 16;
  public static final int RHS_PANEL_BYTES = 24;

  /** Bytes from one row of a packed panel to the next. */
  public static final int RHS_STEP = 32;

  public static final int OUT = 40;
  public static final int OUT_ROW_BYTES = 48;

  /** Bytes from one panel's columns to the next one's in a row of 32-bit elements. */
  public static final int PANEL_BYTES = 56;

  /** The lanes of the last vector as a bit mask. */
  public static final int MASK = 64;

  /** The address of the routine that finishes a tile, or 0 to store sums as they are. */
  public static final int FINISH = 72;

  public static final int BIAS = 80;
  public static final int RESIDUAL = 88;
  public static final int RESIDUAL_ROW_BYTES = 96;

  /** All steps of k: a call that reaches them finishes the tile. */
  public static final int K = 104;

  /** Where the tile's last vector starts, in bytes from the tile's first column. */
  public static final int LAST_VECTOR = 112;

  /** Zero points, a byte each. */
  public static final int LHS_ZERO = 120;

  public static final int RHS_ZERO = 128;

  /** Sums of the packed columns, an i32 each. */
  public static final int COLUMN_SUMS = 136;

  /** For each row the sum of its bytes less k times its zero point, an i32 each. */
  public static final int ROW_TERMS = 144;

  public static final int LHS_SCALES = 152;
  public static final int RHS_SCALES = 160;

  /** The bytes of a row's last, incomplete 64. */
  public static final int ROW_TAIL_MASK = 168;

  /** The bytes of a row's last, incomplete step; not 0 where there is one. */
  public static final int K_TAIL_MASK = 176;

  /** Where a quantized left row's scales are, in bytes from its first value; likewise its sums. */
  public static final int ACTIVATION_SCALES = 184;

  public static final int ACTIVATION_SUMS = 224;

  /** How many times 32 elements of k share a scale of the left row, and of the right one. */
  public static final int STEPS_PER_ACTIVATION_BLOCK = 232;

  public static final int STEPS_PER_GROUP = 240;

  /** The lanes of the last vector, each all ones or zero. */
  public static final int MASK_LANES = 192;

  /** Addresses of the scale and of the zero point of an output that is quantized again. */
  public static final int OUT_SCALE = 256;

  public static final int OUT_ZERO = 264;

  /** What such an output is not below, and what it is not above, an i32 each. */
  public static final int OUT_LEAST = 272;

  public static final int OUT_GREATEST = 276;

  public static final int BYTES = 320;

  private ProductBlock() {}

  public static void set(MemorySegment block, int field, long value) {
    block.set(JAVA_LONG, field, value);
  }

  /** Sets a field of the block at {@code start}, without a slice that might be an allocation. */
  public static void set(MemorySegment memory, long start, int field, long value) {
    memory.set(JAVA_LONG, start + field, value);
  }

  /** Says within what an output that is quantized again is held. */
  static void setRange(MemorySegment block, int least, int greatest) {
    block.set(JAVA_INT, OUT_LEAST, least);
    block.set(JAVA_INT, OUT_GREATEST, greatest);
  }

  /** Describes the left-hand side, the output and the epilogue. */
  public static void setMatrices(
      MemorySegment block, MatrixView lhs, int lhsElementBytes, MatrixView out, Epilogue epilogue) {
    set(block, LHS, address(lhs));
    set(block, LHS_ROW_BYTES, lhsElementBytes * lhs.rowStride());
    set(block, OUT, address(out));
    set(block, OUT_ROW_BYTES, Float.BYTES * out.rowStride());
    if (epilogue.bias() != null) {
      set(block, BIAS, epilogue.bias().address());
    }
    if (epilogue.residual() != null) {
      set(block, RESIDUAL, address(epilogue.residual()));
      set(block, RESIDUAL_ROW_BYTES, Float.BYTES * epilogue.residual().rowStride());
    }
  }

  private static long address(MatrixView matrix) {
    return matrix.segment().address() + matrix.byteOffset();
  }

  /** Describes a tile of {@code columns} columns: its last vector and the mask. */
  public static void setColumns(MemorySegment block, VectorUnit unit, int columns) {
    setColumns(block, 0, unit, columns);
  }

  /** The same of the block at {@code start}. */
  public static void setColumns(MemorySegment memory, long start, VectorUnit unit, int columns) {
    int vectors = (columns + unit.lanes() - 1) / unit.lanes();
    int last = columns - (vectors - 1) * unit.lanes();
    set(memory, start, LAST_VECTOR, (long) (vectors - 1) * unit.bytes());
    set(memory, start, MASK, (1L << last) - 1);
    for (int lane = 0; lane < 8; lane++) {
      memory.set(JAVA_INT, start + MASK_LANES + 4L * lane, lane < last ? -1 : 0);
    }
  }

  /** Describes a tile of one vector of which only the last {@code count} lanes are stored. */
  public static void setLastLanes(MemorySegment block, VectorUnit unit, int count) {
    int first = unit.lanes() - count;
    set(block, LAST_VECTOR, 0);
    set(block, MASK, (1L << unit.lanes()) - (1L << first));
    for (int lane = 0; lane < 8; lane++) {
      block.set(JAVA_INT, MASK_LANES + 4L * lane, lane >= first ? -1 : 0);
    }
  }
}
