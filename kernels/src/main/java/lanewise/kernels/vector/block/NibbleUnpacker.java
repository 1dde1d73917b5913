package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import lanewise.kernels.ElementType;

/** Q4_0 and Q4_1: 16 low halves, then 16 high halves. */
final class NibbleUnpacker implements CodeUnpacker {
  private final int codesAt;
  private final byte offset;

  NibbleUnpacker(ElementType type) {
    this.codesAt = type.blockBytes() - 16;
    this.offset = (byte) (type == ElementType.Q4_0 ? 8 : 0);
  }

  @Override
  public void unpack(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    unpack(in, at + codesAt, codesAt + 16, blocks, offset, out, outAt);
  }

  private static void unpack(
      MemorySegment in,
      long at,
      long stride,
      int blocks,
      byte offset,
      MemorySegment out,
      long outAt) {
    for (int b = 0; b < blocks; b++) {
      ByteVector pairs = ByteVector.fromMemorySegment(BYTES, in, at + b * stride, LITTLE_ENDIAN);
      long to = outAt + 32L * b;
      pairs.and((byte) 15).sub(offset).intoMemorySegment(out, to, LITTLE_ENDIAN);
      pairs
          .reinterpretAsShorts()
          .lanewise(LSHR, 4)
          .reinterpretAsBytes()
          .and((byte) 15)
          .sub(offset)
          .intoMemorySegment(out, to + 16, LITTLE_ENDIAN);
    }
  }
}
