package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import lanewise.kernels.ElementType;

/** Q2_K and Q3_K: four codes of 2 bits in a byte, in Q3_K with third bits elsewhere. */
final class PairUnpacker implements CodeUnpacker {
  private final boolean thirds;
  private final int codesAt;

  PairUnpacker(ElementType type) {
    this.thirds = type == ElementType.Q3_K;
    this.codesAt = thirds ? 32 : 16;
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int half = 0; half < 2; half++) {
      for (int i = 0; i < 32; i += 16) {
        long from = at + codesAt + 32L * half + i;
        long to = outAt + 128L * half + i;
        if (thirds) {
          unpackThirds(in, from, at + i, 4 * half, out, to);
        } else {
          unpackPairs(in, from, out, to);
        }
      }
    }
  }

  private static void unpackPairs(MemorySegment in, long at, MemorySegment out, long outAt) {
    ByteVector codes = ByteVector.fromMemorySegment(BYTES, in, at, LITTLE_ENDIAN);
    for (int quarter = 0; quarter < 4; quarter++) {
      codes
          .reinterpretAsShorts()
          .lanewise(LSHR, 2 * quarter)
          .reinterpretAsBytes()
          .and((byte) 3)
          .intoMemorySegment(out, outAt + 32L * quarter, LITTLE_ENDIAN);
    }
  }

  private static void unpackThirds(
      MemorySegment in, long at, long thirdsAt, int firstBit, MemorySegment out, long outAt) {
    ByteVector codes = ByteVector.fromMemorySegment(BYTES, in, at, LITTLE_ENDIAN);
    ByteVector thirds = ByteVector.fromMemorySegment(BYTES, in, thirdsAt, LITTLE_ENDIAN);
    for (int quarter = 0; quarter < 4; quarter++) {
      ByteVector low =
          codes
              .reinterpretAsShorts()
              .lanewise(LSHR, 2 * quarter)
              .reinterpretAsBytes()
              .and((byte) 3);
      ByteVector third =
          thirds
              .reinterpretAsShorts()
              .lanewise(LSHR, firstBit + quarter)
              .reinterpretAsBytes()
              .and((byte) 1);
      // four times the third bit, by adding, as bytes have no shifts of their own
      ByteVector twice = third.add(third);
      low.add(twice.add(twice))
          .sub((byte) 4)
          .intoMemorySegment(out, outAt + 32L * quarter, LITTLE_ENDIAN);
    }
  }
}
