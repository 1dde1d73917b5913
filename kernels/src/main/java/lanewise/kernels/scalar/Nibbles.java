package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Two 4-bit elements in a byte, the first in the low bits. */
final class Nibbles {
  private Nibbles() {}

  static int load(MemorySegment segment, long index) {
    return segment.get(JAVA_BYTE, index >> 1) >> (int) (index & 1) * 4 & 0xF;
  }

  /** Stores the low 4 bits. An even index clears its neighbour, so elements are stored in order. */
  static void store(MemorySegment segment, long index, int value) {
    long at = index >> 1;
    int low = value & 0xF;
    int stored = (index & 1) == 0 ? low : segment.get(JAVA_BYTE, at) & 0xF | low << 4;
    segment.set(JAVA_BYTE, at, (byte) stored);
  }
}
