package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/** A row of bytes, made unsigned and widened: two to an int, the first in the low half. */
final class PairedRow {
  private PairedRow() {}

  /**
   * Widens {@code count} bytes into {@code pairs} from index {@code at} on.
   *
   * @param flip the bits to turn over in each byte to make it unsigned
   * @return the sum of the unsigned bytes
   */
  static int widen(MemorySegment row, long rowAt, int count, int flip, int[] pairs, int at) {
    int flips = flip << 16 | flip;
    IntVector sums = IntVector.zero(IntegerLanes.I32);
    int bytes = 2 * Lanes.COUNT;
    int i = 0;
    for (; i <= count - bytes; i += bytes) {
      IntVector widened =
          ((ShortVector)
                  ByteVector.fromMemorySegment(
                          IntegerLanes.BYTES_OF_I16, row, rowAt + i, LITTLE_ENDIAN)
                      .convertShape(VectorOperators.ZERO_EXTEND_B2S, IntegerLanes.I16, 0))
              .reinterpretAsInts()
              .lanewise(VectorOperators.XOR, flips);
      widened.intoArray(pairs, at + i / 2);
      sums = sums.add(widened.and(0xFFFF)).add(widened.lanewise(VectorOperators.LSHR, 16));
    }
    int sum = sums.reduceLanes(VectorOperators.ADD);
    for (; i < count; i += 2) {
      int low = (row.get(JAVA_BYTE, rowAt + i) ^ flip) & 0xFF;
      int high = i + 1 < count ? (row.get(JAVA_BYTE, rowAt + i + 1) ^ flip) & 0xFF : 0;
      pairs[at + i / 2] = high << 16 | low;
      sum += low + high;
    }
    return sum;
  }
}
