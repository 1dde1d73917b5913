package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import lanewise.kernels.ElementType;
import lanewise.kernels.scalar.block.NibbleCodes;

/** IQ4_NL, IQ4_XS and MXFP4: nibbles that are looked up, in runs of 16 bytes. */
final class LookupUnpacker implements CodeUnpacker {
  private static final ByteVector NONLINEAR =
      ByteVector.fromArray(BYTES, NibbleCodes.of(ElementType.IQ4_NL), 0);
  private static final ByteVector E2M1 =
      ByteVector.fromArray(BYTES, NibbleCodes.of(ElementType.MXFP4), 0);

  private final boolean nonlinear;
  private final int codesAt;
  private final int runs;

  LookupUnpacker(ElementType type) {
    this.nonlinear = type != ElementType.MXFP4;
    this.runs = type.blockElements() / 32;
    this.codesAt = type.blockBytes() - 16 * runs;
  }

  @Override
  public void unpack(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    long stride = codesAt + 16L * runs;
    if (nonlinear) {
      unpackNonlinear(in, at + codesAt, stride, blocks, runs, out, outAt);
    } else {
      unpackE2m1(in, at + codesAt, stride, blocks, runs, out, outAt);
    }
  }

  private static void unpackNonlinear(
      MemorySegment in, long at, long stride, int blocks, int runs, MemorySegment out, long outAt) {
    for (int b = 0; b < blocks; b++) {
      for (int run = 0; run < runs; run++) {
        long from = at + b * stride + 16L * run;
        long to = outAt + 32L * (b * runs + run);
        ByteVector pairs = ByteVector.fromMemorySegment(BYTES, in, from, LITTLE_ENDIAN);
        ByteVector low = pairs.and((byte) 15);
        ByteVector high =
            pairs.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes().and((byte) 15);
        low.selectFrom(NONLINEAR).intoMemorySegment(out, to, LITTLE_ENDIAN);
        high.selectFrom(NONLINEAR).intoMemorySegment(out, to + 16, LITTLE_ENDIAN);
      }
    }
  }

  private static void unpackE2m1(
      MemorySegment in, long at, long stride, int blocks, int runs, MemorySegment out, long outAt) {
    for (int b = 0; b < blocks; b++) {
      for (int run = 0; run < runs; run++) {
        long from = at + b * stride + 16L * run;
        long to = outAt + 32L * (b * runs + run);
        ByteVector pairs = ByteVector.fromMemorySegment(BYTES, in, from, LITTLE_ENDIAN);
        ByteVector low = pairs.and((byte) 15);
        ByteVector high =
            pairs.reinterpretAsShorts().lanewise(LSHR, 4).reinterpretAsBytes().and((byte) 15);
        low.selectFrom(E2M1).intoMemorySegment(out, to, LITTLE_ENDIAN);
        high.selectFrom(E2M1).intoMemorySegment(out, to + 16, LITTLE_ENDIAN);
      }
    }
  }
}
