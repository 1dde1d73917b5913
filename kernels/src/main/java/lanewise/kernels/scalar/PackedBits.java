package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/** Elements of 4 or 2 bits, several in a byte, the first in the low bits. */
final class PackedBits {
  private PackedBits() {}

  /** The element's bits, zero-extended. */
  static int load(MemorySegment segment, long index, int bits) {
    int perByte = 8 / bits;
    int shift = (int) (index % perByte) * bits;
    return segment.get(JAVA_BYTE, index / perByte) >> shift & ((1 << bits) - 1);
  }

  /**
   * Stores the low bits of {@code value}. The first element of a byte clears the others, so
   * elements are stored in ascending order.
   */
  static void store(MemorySegment segment, long index, int bits, int value) {
    int perByte = 8 / bits;
    int shift = (int) (index % perByte) * bits;
    long at = index / perByte;
    int before = segment.get(JAVA_BYTE, at) & ((1 << shift) - 1);
    segment.set(JAVA_BYTE, at, (byte) (before | (value & ((1 << bits) - 1)) << shift));
  }
}
