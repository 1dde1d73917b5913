package lanewise.kernels.machine.block.chain;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** What a tile routine reads about one run of k, at the start of a worker's scratch. */
final class ChainBlock {
  /** Whole steps of 16 elements. */
  static final int STEPS = 0;

  /** The decoded panel. */
  static final int PANEL = 8;

  /** Where the chains of the call's first tile rest between runs. */
  static final int RESTING = 16;

  /** The elements of a last, incomplete step as a bit mask; 0 for none. */
  static final int TAIL = 24;

  /** Whether this is the last run. */
  static final int LAST = 32;

  /** Bytes from one group of columns to the next. */
  static final int GROUP_BYTES = 40;

  /** The elements of the incomplete step, each all ones or zero. */
  static final int TAIL_LANES = 64;

  static final int BYTES = 128;

  private ChainBlock() {}

  static void set(MemorySegment scratch, long at, int field, long value) {
    scratch.set(JAVA_LONG, at + field, value);
  }

  static void setTail(MemorySegment scratch, long at, int elements) {
    set(scratch, at, TAIL, (1L << elements) - 1);
    for (int lane = 0; lane < ChainPanel.CHAINS; lane++) {
      scratch.set(JAVA_INT, at + TAIL_LANES + 4L * lane, lane < elements ? -1 : 0);
    }
  }
}
