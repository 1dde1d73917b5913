package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2F;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.vector.Lanes;

/** Signed bytes to f32, 16 at a time. */
final class CodeExpansion {
  /** As many bytes as f32 lanes, or twice as many where those would be less than a vector. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.COUNT * Byte.SIZE)));

  private static final boolean TWO_PARTS = BYTES.length() > Lanes.COUNT;
  private static final long PART_BYTES = (long) Lanes.COUNT * Float.BYTES;

  private CodeExpansion() {}

  /**
   * Writes {@code factor · q} of {@code count} codes, a multiple of 16. The codes may lie at the
   * end of what is written, the last quarter of it: nothing is overwritten before it is read.
   */
  static void scale(
      MemorySegment in, long at, int count, float factor, MemorySegment out, long outAt) {
    for (int i = 0; i < count; i += BYTES.length()) {
      ByteVector q = ByteVector.fromMemorySegment(BYTES, in, at + i, LITTLE_ENDIAN);
      long to = outAt + (long) i * Float.BYTES;
      ((FloatVector) q.convertShape(B2F, F32, 0))
          .mul(factor)
          .intoMemorySegment(out, to, LITTLE_ENDIAN);
      if (TWO_PARTS) {
        ((FloatVector) q.convertShape(B2F, F32, 1))
            .mul(factor)
            .intoMemorySegment(out, to + PART_BYTES, LITTLE_ENDIAN);
      }
    }
  }

  /** Writes {@code factor · q + added} with two roundings, likewise. */
  static void scaleAndAdd(
      MemorySegment in,
      long at,
      int count,
      float factor,
      float added,
      MemorySegment out,
      long outAt) {
    for (int i = 0; i < count; i += BYTES.length()) {
      ByteVector q = ByteVector.fromMemorySegment(BYTES, in, at + i, LITTLE_ENDIAN);
      long to = outAt + (long) i * Float.BYTES;
      ((FloatVector) q.convertShape(B2F, F32, 0))
          .mul(factor)
          .add(added)
          .intoMemorySegment(out, to, LITTLE_ENDIAN);
      if (TWO_PARTS) {
        ((FloatVector) q.convertShape(B2F, F32, 1))
            .mul(factor)
            .add(added)
            .intoMemorySegment(out, to + PART_BYTES, LITTLE_ENDIAN);
      }
    }
  }
}
