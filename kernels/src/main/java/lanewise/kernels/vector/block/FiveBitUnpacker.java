package lanewise.kernels.vector.block;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import lanewise.kernels.ElementType;

/** Q5_0 and Q5_1: nibbles, and their fifth bits in a word before. */
final class FiveBitUnpacker implements CodeUnpacker {
  /** For each lane the byte of the word that has its bit, of the first 16 and of the others. */
  private static final ByteVector FIRST_BYTES = lanes(0);

  private static final ByteVector LAST_BYTES = lanes(2);

  /** The bit of each lane in its byte. */
  private static final ByteVector BITS =
      ByteVector.fromArray(
          BYTES, new byte[] {1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128}, 0);

  private final int wordAt;
  private final byte offset;

  FiveBitUnpacker(ElementType type) {
    this.wordAt = type.blockBytes() - 20;
    this.offset = (byte) (type == ElementType.Q5_0 ? 16 : 0);
  }

  private static ByteVector lanes(int first) {
    byte[] lanes = new byte[16];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = (byte) (first + i / 8);
    }
    return ByteVector.fromArray(BYTES, lanes, 0);
  }

  @Override
  public void unpack(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    unpack(in, at + wordAt, wordAt + 20, blocks, offset, out, outAt);
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
      long from = at + b * stride;
      long to = outAt + 32L * b;
      int word = in.get(JAVA_INT_UNALIGNED, from);
      ByteVector words = IntVector.broadcast(IntVector.SPECIES_128, word).reinterpretAsBytes();
      ByteVector pairs = ByteVector.fromMemorySegment(BYTES, in, from + 4, LITTLE_ENDIAN);
      ByteVector low = pairs.and((byte) 15);
      ByteVector high =
          pairs.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes().and((byte) 15);
      ByteVector first = FIRST_BYTES.selectFrom(words).and(BITS);
      ByteVector last = LAST_BYTES.selectFrom(words).and(BITS);
      low.blend(low.or((byte) 16), first.compare(EQ, BITS))
          .sub(offset)
          .intoMemorySegment(out, to, LITTLE_ENDIAN);
      high.blend(high.or((byte) 16), last.compare(EQ, BITS))
          .sub(offset)
          .intoMemorySegment(out, to + 16, LITTLE_ENDIAN);
    }
  }
}
