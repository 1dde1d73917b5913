package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import lanewise.kernels.ElementType;

/** Q4_K and Q5_K: of each 64 codes 32 low halves, then 32 high halves; fifth bits elsewhere. */
final class Q4KUnpacker implements CodeUnpacker {
  private static final int FIFTHS_AT = 16;

  private final boolean fifths;
  private final int codesAt;

  Q4KUnpacker(ElementType type) {
    this.fifths = type == ElementType.Q5_K;
    this.codesAt = type.blockBytes() - 128;
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int pair = 0; pair < 4; pair++) {
      for (int i = 0; i < 32; i += 16) {
        long from = at + codesAt + 32L * pair + i;
        long to = outAt + 64L * pair + i;
        if (fifths) {
          unpackFifths(in, from, at + FIFTHS_AT + i, 2 * pair, out, to);
        } else {
          unpackNibbles(in, from, out, to);
        }
      }
    }
  }

  private static void unpackNibbles(MemorySegment in, long at, MemorySegment out, long outAt) {
    ByteVector codes = ByteVector.fromMemorySegment(BYTES, in, at, LITTLE_ENDIAN);
    codes.and((byte) 15).intoMemorySegment(out, outAt, LITTLE_ENDIAN);
    codes
        .reinterpretAsShorts()
        .lanewise(LSHR, 4)
        .reinterpretAsBytes()
        .and((byte) 15)
        .intoMemorySegment(out, outAt + 32, LITTLE_ENDIAN);
  }

  private static void unpackFifths(
      MemorySegment in, long at, long fifthsAt, int bit, MemorySegment out, long outAt) {
    ByteVector codes = ByteVector.fromMemorySegment(BYTES, in, at, LITTLE_ENDIAN);
    ByteVector fifths =
        ByteVector.fromMemorySegment(BYTES, in, fifthsAt, LITTLE_ENDIAN)
            .reinterpretAsShorts()
            .lanewise(LSHR, bit)
            .reinterpretAsBytes();
    ByteVector first =
        fifths.and((byte) 1).reinterpretAsShorts().lanewise(LSHL, 4).reinterpretAsBytes();
    ByteVector second =
        fifths.and((byte) 2).reinterpretAsShorts().lanewise(LSHL, 3).reinterpretAsBytes();
    codes.and((byte) 15).or(first).intoMemorySegment(out, outAt, LITTLE_ENDIAN);
    codes
        .reinterpretAsShorts()
        .lanewise(LSHR, 4)
        .reinterpretAsBytes()
        .and((byte) 15)
        .or(second)
        .intoMemorySegment(out, outAt + 32, LITTLE_ENDIAN);
  }
}
