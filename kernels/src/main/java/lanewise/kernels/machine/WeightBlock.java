package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * What the routines on rows of attention read. A row's state is a pair of f32: the greatest score
 * so far and the sum of weights. Offsets are in bytes; the mask lies where {@link ProductBlock} has
 * it.
 */
final class WeightBlock {
  static final int SCORES = 0;
  static final int SCORE_ROW_BYTES = 8;

  /** The additive mask's element of the tile's first key, or 0. */
  static final int MASK = 16;

  static final int MASK_ROW_BYTES = 24;
  static final int STATES = 32;

  /** The first key that row 0 sees, and one more than the last, counted from the tile's first. */
  static final int FIRST_KEY = 40;

  static final int END_KEY = 48;

  /** How much further each next row sees: 0 or 1. */
  static final int KEY_STEP = 56;

  // 64 is ProductBlock.MASK.

  /** The keys that any row of the call sees. */
  static final int LEAST_KEY = 72;

  static final int MOST_KEY = 80;

  static final int SCALE = 88;
  static final int CAP = 92;

  /** 2 / cap. */
  static final int CAP_INVERSE = 96;

  // 112 is ProductBlock.LAST_VECTOR, 192 its MASK_LANES.

  /** Rows of values so far, and those of a tile that joins them. */
  static final int SUMS = 120;

  static final int SUM_ROW_BYTES = 128;
  static final int TILE = 136;
  static final int TILE_ROW_BYTES = 144;
  static final int TILE_STATES = 152;

  /** The address of row 0's sink, or 0. */
  static final int SINKS = 160;

  static final int SINK_STEP = 168;

  private WeightBlock() {}

  static void setFloat(MemorySegment memory, long start, int field, float value) {
    memory.set(JAVA_FLOAT, start + field, value);
  }
}
