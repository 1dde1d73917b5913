package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import lanewise.kernels.ElementType;

/** Q4_K and Q5_K: of each 64 codes 32 low halves, then 32 high halves; fifth bits elsewhere. */
final class Q4KUnpacker implements CodeUnpacker {
  private static final int Q4_K_BYTES = ElementType.Q4_K.blockBytes();
  private static final int Q5_K_BYTES = ElementType.Q5_K.blockBytes();
  private static final int Q4_K_CODES_AT = Q4_K_BYTES - 128;
  private static final int Q5_K_CODES_AT = Q5_K_BYTES - 128;
  private static final int FIFTHS_AT = 16;

  private final boolean fifths;

  Q4KUnpacker(ElementType type) {
    this.fifths = type == ElementType.Q5_K;
  }

  @Override
  public void unpack(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    if (fifths) {
      unpackFifths(in, at, blocks, out, outAt);
    } else {
      unpackNibbles(in, at, blocks, out, outAt);
    }
  }

  private static void unpackNibbles(
      MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    for (int run = 0; run < 8 * blocks; run++) {
      // two runs of 16 bytes for each 64 codes
      int inBlock = run % 8;
      long from = at + (long) (run / 8) * Q4_K_BYTES + Q4_K_CODES_AT + 16L * inBlock;
      long to = outAt + 256L * (run / 8) + inBlock / 2 * 64L + inBlock % 2 * 16L;
      ByteVector codes = ByteVector.fromMemorySegment(BYTES, in, from, LITTLE_ENDIAN);
      codes.and((byte) 15).intoMemorySegment(out, to, LITTLE_ENDIAN);
      codes
          .reinterpretAsShorts()
          .lanewise(LSHR, 4)
          .reinterpretAsBytes()
          .and((byte) 15)
          .intoMemorySegment(out, to + 32, LITTLE_ENDIAN);
    }
  }

  private static void unpackFifths(
      MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    for (int run = 0; run < 8 * blocks; run++) {
      int inBlock = run % 8;
      long block = at + (long) (run / 8) * Q5_K_BYTES;
      long to = outAt + 256L * (run / 8) + inBlock / 2 * 64L + inBlock % 2 * 16L;
      ByteVector codes =
          ByteVector.fromMemorySegment(
              BYTES, in, block + Q5_K_CODES_AT + 16L * inBlock, LITTLE_ENDIAN);
      ByteVector fifths =
          ByteVector.fromMemorySegment(
                  BYTES, in, block + FIFTHS_AT + inBlock % 2 * 16L, LITTLE_ENDIAN)
              .reinterpretAsShorts()
              .lanewise(LSHR, inBlock / 2 * 2L)
              .reinterpretAsBytes();
      ByteVector first =
          fifths.and((byte) 1).reinterpretAsShorts().lanewise(LSHL, 4).reinterpretAsBytes();
      ByteVector second =
          fifths.and((byte) 2).reinterpretAsShorts().lanewise(LSHL, 3).reinterpretAsBytes();
      codes.and((byte) 15).or(first).intoMemorySegment(out, to, LITTLE_ENDIAN);
      codes
          .reinterpretAsShorts()
          .lanewise(LSHR, 4)
          .reinterpretAsBytes()
          .and((byte) 15)
          .or(second)
          .intoMemorySegment(out, to + 32, LITTLE_ENDIAN);
    }
  }
}
