package lanewise.opencl.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jocl.cl_mem;

/**
 * Where kernels write an index that lies outside its table. Each thread that hands such kernels to
 * the queue has a slot until it next waits; the first index that its kernels met is thrown there,
 * and in no other thread. Guarded by its context's lock.
 */
final class IndexReport {
  /** Threads that hand over kernels and have not waited yet; the last slot serves all beyond. */
  private static final int SLOTS = 256;

  /** The kind, then the index, its place and the table's length in two words each. */
  static final int SLOT_WORDS = 8;

  static final int SLOT_BYTES = SLOT_WORDS * Integer.BYTES;
  static final int BYTES = SLOTS * SLOT_BYTES;

  private static final int POSITION = 2;

  private final MemorySegment words = Arena.ofAuto().allocate(SLOT_BYTES, Long.BYTES);
  private final Thread[] owners = new Thread[SLOTS];
  final DeviceBuffer buffer;

  /** A report in memory that holds zeros. */
  IndexReport(DeviceContext context, cl_mem handle) {
    this.buffer = new DeviceBuffer(context, words, handle);
  }

  /** The current thread's slot, which is its own from now on until it waits. */
  int take() {
    int slot = slot();
    if (slot < 0) {
      slot = 0;
      while (slot < SLOTS - 1 && owners[slot] != null && owners[slot].isAlive()) {
        slot++;
      }
      owners[slot] = Thread.currentThread();
    }
    return slot;
  }

  /** The current thread's slot, or -1. */
  int slot() {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (owners[slot] == Thread.currentThread()) {
        return slot;
      }
    }
    return -1;
  }

  /** Host memory for a slot's words. */
  MemorySegment words() {
    return words;
  }

  /**
   * Looks at the words of a slot, which were just read, and gives the slot back.
   *
   * @return what to throw, or null; then the words are zeros
   */
  IndexOutOfBoundsException outside(int slot) {
    owners[slot] = null;
    int kind = word(0);
    if (kind == 0) {
      return null;
    }
    long found = number(1);
    long place = number(3);
    long limit = number(5);
    words.fill((byte) 0);
    return new IndexOutOfBoundsException(
        kind == POSITION
            ? "row " + place + " has position " + found + ", the table of angles ends at " + limit
            : "index "
                + found
                + " at position "
                + place
                + " is outside a table of length "
                + limit);
  }

  private int word(int index) {
    return words.getAtIndex(ValueLayout.JAVA_INT, index);
  }

  private long number(int index) {
    return word(index) & 0xFFFFFFFFL | (long) word(index + 1) << 32;
  }
}
