package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;

/** Q6_K: nibbles, and their high 2 bits in bytes of their own. */
final class Q6KUnpacker implements CodeUnpacker {
  private static final int HIGH_AT = 128;
  private static final byte OFFSET = 32;

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i += 16) {
        long low = at + 64L * half + i;
        long high = at + HIGH_AT + 32L * half + i;
        long to = outAt + 128L * half + i;
        unpackQuarters(in, low, high, 0, out, to);
        unpackQuarters(in, low + 32, high, 2, out, to + 32);
      }
    }
  }

  /** The low and high halves of 16 bytes, whose high bits start at {@code bit} and 4 above. */
  private static void unpackQuarters(
      MemorySegment in, long lowAt, long highAt, int bit, MemorySegment out, long outAt) {
    ByteVector low = ByteVector.fromMemorySegment(BYTES, in, lowAt, LITTLE_ENDIAN);
    ByteVector high =
        ByteVector.fromMemorySegment(BYTES, in, highAt, LITTLE_ENDIAN)
            .reinterpretAsShorts()
            .lanewise(LSHR, bit)
            .reinterpretAsBytes();
    ByteVector first =
        high.and((byte) 3).reinterpretAsShorts().lanewise(LSHL, 4).reinterpretAsBytes();
    low.and((byte) 15).or(first).sub(OFFSET).intoMemorySegment(out, outAt, LITTLE_ENDIAN);
    low.reinterpretAsShorts()
        .lanewise(LSHR, 4)
        .reinterpretAsBytes()
        .and((byte) 15)
        .or(high.and((byte) 0x30))
        .sub(OFFSET)
        .intoMemorySegment(out, outAt + 64, LITTLE_ENDIAN);
  }
}
