package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import lanewise.kernels.ElementType;

/** Q2_K and Q3_K: four codes of 2 bits in a byte, in Q3_K with third bits elsewhere. */
final class PairUnpacker implements CodeUnpacker {
  private static final int Q2_K_BYTES = ElementType.Q2_K.blockBytes();
  private static final int Q3_K_BYTES = ElementType.Q3_K.blockBytes();

  private final boolean thirds;

  PairUnpacker(ElementType type) {
    this.thirds = type == ElementType.Q3_K;
  }

  @Override
  public void unpack(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    if (thirds) {
      unpackThirds(in, at, blocks, out, outAt);
    } else {
      unpackPairs(in, at, blocks, out, outAt);
    }
  }

  private static void unpackPairs(
      MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    for (int run = 0; run < 4 * blocks; run++) {
      // two runs of 16 bytes for either half of a block
      int inBlock = run % 4;
      long from = at + (long) (run / 4) * Q2_K_BYTES + 16 + 16L * inBlock;
      long to = outAt + 256L * (run / 4) + inBlock / 2 * 128L + inBlock % 2 * 16L;
      ByteVector codes = ByteVector.fromMemorySegment(BYTES, in, from, LITTLE_ENDIAN);
      for (int quarter = 0; quarter < 4; quarter++) {
        codes
            .reinterpretAsShorts()
            .lanewise(LSHR, 2L * quarter)
            .reinterpretAsBytes()
            .and((byte) 3)
            .intoMemorySegment(out, to + 32L * quarter, LITTLE_ENDIAN);
      }
    }
  }

  private static void unpackThirds(
      MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    for (int run = 0; run < 4 * blocks; run++) {
      int inBlock = run % 4;
      long block = at + (long) (run / 4) * Q3_K_BYTES;
      long to = outAt + 256L * (run / 4) + inBlock / 2 * 128L + inBlock % 2 * 16L;
      ByteVector codes =
          ByteVector.fromMemorySegment(BYTES, in, block + 32 + 16L * inBlock, LITTLE_ENDIAN);
      ByteVector thirds =
          ByteVector.fromMemorySegment(BYTES, in, block + inBlock % 2 * 16L, LITTLE_ENDIAN)
              .reinterpretAsShorts()
              .lanewise(LSHR, inBlock / 2 * 4L)
              .reinterpretAsBytes();
      for (int quarter = 0; quarter < 4; quarter++) {
        ByteVector low =
            codes
                .reinterpretAsShorts()
                .lanewise(LSHR, 2L * quarter)
                .reinterpretAsBytes()
                .and((byte) 3);
        ByteVector third =
            thirds.reinterpretAsShorts().lanewise(LSHR, quarter).reinterpretAsBytes().and((byte) 1);
        // four times the third bit, by adding, as bytes have no shifts of their own
        ByteVector twice = third.add(third);
        low.add(twice.add(twice))
            .sub((byte) 4)
            .intoMemorySegment(out, to + 32L * quarter, LITTLE_ENDIAN);
      }
    }
  }
}
