package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import lanewise.kernels.ElementType;

/** Q6_K: nibbles, and their high 2 bits in bytes of their own. */
final class Q6KUnpacker implements CodeUnpacker {
  private static final int Q6_K_BYTES = ElementType.Q6_K.blockBytes();
  private static final int HIGH_AT = 128;
  private static final byte OFFSET = 32;

  @Override
  public void unpack(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    for (int run = 0; run < 8 * blocks; run++) {
      // four runs of 16 bytes for either half of a block; two share a run of high bits
      int inBlock = run % 8;
      int half = inBlock / 4;
      int quarter = inBlock % 4 / 2;
      int rest = inBlock % 2 * 16;
      long block = at + (long) (run / 8) * Q6_K_BYTES;
      long highAt = block + HIGH_AT + 32L * half + rest;
      long to = outAt + 256L * (run / 8) + 128L * half + 32L * quarter + rest;
      ByteVector low =
          ByteVector.fromMemorySegment(BYTES, in, block + 16L * inBlock, LITTLE_ENDIAN);
      ByteVector high =
          ByteVector.fromMemorySegment(BYTES, in, highAt, LITTLE_ENDIAN)
              .reinterpretAsShorts()
              .lanewise(LSHR, 2L * quarter)
              .reinterpretAsBytes();
      ByteVector first =
          high.and((byte) 3).reinterpretAsShorts().lanewise(LSHL, 4).reinterpretAsBytes();
      low.and((byte) 15).or(first).sub(OFFSET).intoMemorySegment(out, to, LITTLE_ENDIAN);
      low.reinterpretAsShorts()
          .lanewise(LSHR, 4)
          .reinterpretAsBytes()
          .and((byte) 15)
          .or(high.and((byte) 0x30))
          .sub(OFFSET)
          .intoMemorySegment(out, to + 64, LITTLE_ENDIAN);
    }
  }
}
