package lanewise.kernels.vector.block;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2F;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.ElementType;
import lanewise.kernels.scalar.block.GroupedFormat;
import lanewise.kernels.vector.Lanes;

/**
 * Brings adjacent blocks of small integers to f32. The loops over a group have constant bounds, so
 * that they are unrolled entirely: a group is a vector or a few. Immutable and thread-safe.
 */
final class BlockExpansion implements RowDecoder {
  /** As many bytes as f32 lanes, or twice as many where those would be less than a vector. */
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.COUNT * Byte.SIZE)));

  private static final boolean TWO_PARTS = BYTES.length() > Lanes.COUNT;
  private static final long PART_BYTES = (long) Lanes.COUNT * Float.BYTES;

  /** Where the codes of Q8_0 start, which are bytes already. */
  private static final int Q8_0_CODES_AT = 2;

  private final GroupedFormat format;

  /** Null where codes are bytes already. */
  private final CodeUnpacker unpacker;

  private final int blockBytes;
  private final int blockElements;
  private final int groups;

  BlockExpansion(ElementType type) {
    this.format = GroupedFormat.of(type);
    this.unpacker = CodeUnpacker.of(type);
    this.blockBytes = type.blockBytes();
    this.blockElements = type.blockElements();
    this.groups = blockElements / format.groupElements();
  }

  /** Whether blocks of a type are taken. */
  static boolean takes(ElementType type) {
    return type == ElementType.Q8_0 || CodeUnpacker.of(type) != null;
  }

  GroupedFormat format() {
    return format;
  }

  /** Writes the exact values; until they are written, the codes lie in their last quarter. */
  @Override
  public void decode(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    // Value i covers bytes up to 4i + 3, which no later code, from 3n + i + 1 on, is among.
    long codes = outAt + 3L * blocks * blockElements;
    if (format.hasMinima()) {
      unpacker.unpack(in, at, blocks, out, codes);
      if (format.groupElements() == 32) {
        expandWithMinima32(in, at, blocks, true, out, codes, blockElements, out, outAt);
      } else {
        expandWithMinima16(in, at, blocks, true, out, codes, blockElements, out, outAt);
      }
    } else {
      expand(in, at, blocks, true, out, codes, out, outAt);
    }
  }

  /**
   * Writes each code times its group's integer scale.
   *
   * @param codesAt where {@code out} has a byte for each code
   */
  void decodeIntegers(
      MemorySegment in, long at, int blocks, MemorySegment out, long codesAt, long outAt) {
    expand(in, at, blocks, false, out, codesAt, out, outAt);
  }

  private void expand(
      MemorySegment in,
      long at,
      int blocks,
      boolean scaled,
      MemorySegment q,
      long qAt,
      MemorySegment out,
      long outAt) {
    if (unpacker == null) {
      expand32(in, at, blocks, scaled, in, at + Q8_0_CODES_AT, blockBytes, out, outAt);
      return;
    }
    unpacker.unpack(in, at, blocks, q, qAt);
    if (format.groupElements() == 32) {
      expand32(in, at, blocks, scaled, q, qAt, blockElements, out, outAt);
    } else {
      expand16(in, at, blocks, scaled, q, qAt, blockElements, out, outAt);
    }
  }

  /** Writes bytes as f32, a multiple of 32. */
  static void widen(MemorySegment in, long at, int count, MemorySegment out, long outAt) {
    for (int i = 0; i < count; i += BYTES.length()) {
      ByteVector codes = ByteVector.fromMemorySegment(BYTES, in, at + i, LITTLE_ENDIAN);
      long to = outAt + 4L * i;
      ((FloatVector) codes.convertShape(B2F, F32, 0)).intoMemorySegment(out, to, LITTLE_ENDIAN);
      if (TWO_PARTS) {
        ((FloatVector) codes.convertShape(B2F, F32, 1))
            .intoMemorySegment(out, to + PART_BYTES, LITTLE_ENDIAN);
      }
    }
  }

  private void expand32(
      MemorySegment in,
      long at,
      int blocks,
      boolean scaled,
      MemorySegment q,
      long qAt,
      long qStride,
      MemorySegment out,
      long outAt) {
    for (int b = 0; b < blocks; b++) {
      long block = at + (long) b * blockBytes;
      float scale = scaled ? format.scale(in, block) : 1f;
      for (int g = 0; g < groups; g++) {
        float factor = scale * format.groupScale(in, block, g);
        long from = qAt + b * qStride + 32L * g;
        long to = outAt + 128L * (b * groups + g);
        for (int i = 0; i < 32; i += BYTES.length()) {
          ByteVector codes = ByteVector.fromMemorySegment(BYTES, q, from + i, LITTLE_ENDIAN);
          ((FloatVector) codes.convertShape(B2F, F32, 0))
              .mul(factor)
              .intoMemorySegment(out, to + 4L * i, LITTLE_ENDIAN);
          if (TWO_PARTS) {
            ((FloatVector) codes.convertShape(B2F, F32, 1))
                .mul(factor)
                .intoMemorySegment(out, to + 4L * i + PART_BYTES, LITTLE_ENDIAN);
          }
        }
      }
    }
  }

  private void expand16(
      MemorySegment in,
      long at,
      int blocks,
      boolean scaled,
      MemorySegment q,
      long qAt,
      long qStride,
      MemorySegment out,
      long outAt) {
    for (int b = 0; b < blocks; b++) {
      long block = at + (long) b * blockBytes;
      float scale = scaled ? format.scale(in, block) : 1f;
      for (int g = 0; g < groups; g++) {
        float factor = scale * format.groupScale(in, block, g);
        long from = qAt + b * qStride + 16L * g;
        long to = outAt + 64L * (b * groups + g);
        for (int i = 0; i < 16; i += BYTES.length()) {
          ByteVector codes = ByteVector.fromMemorySegment(BYTES, q, from + i, LITTLE_ENDIAN);
          ((FloatVector) codes.convertShape(B2F, F32, 0))
              .mul(factor)
              .intoMemorySegment(out, to + 4L * i, LITTLE_ENDIAN);
          if (TWO_PARTS) {
            ((FloatVector) codes.convertShape(B2F, F32, 1))
                .mul(factor)
                .intoMemorySegment(out, to + 4L * i + PART_BYTES, LITTLE_ENDIAN);
          }
        }
      }
    }
  }

  private void expandWithMinima32(
      MemorySegment in,
      long at,
      int blocks,
      boolean scaled,
      MemorySegment q,
      long qAt,
      long qStride,
      MemorySegment out,
      long outAt) {
    for (int b = 0; b < blocks; b++) {
      long block = at + (long) b * blockBytes;
      float scale = scaled ? format.scale(in, block) : 1f;
      float minScale = format.minScale(in, block);
      for (int g = 0; g < groups; g++) {
        float factor = scale * format.groupScale(in, block, g);
        float min = minScale * format.groupMin(in, block, g);
        long from = qAt + b * qStride + 32L * g;
        long to = outAt + 128L * (b * groups + g);
        for (int i = 0; i < 32; i += BYTES.length()) {
          ByteVector codes = ByteVector.fromMemorySegment(BYTES, q, from + i, LITTLE_ENDIAN);
          ((FloatVector) codes.convertShape(B2F, F32, 0))
              .mul(factor)
              .add(min)
              .intoMemorySegment(out, to + 4L * i, LITTLE_ENDIAN);
          if (TWO_PARTS) {
            ((FloatVector) codes.convertShape(B2F, F32, 1))
                .mul(factor)
                .add(min)
                .intoMemorySegment(out, to + 4L * i + PART_BYTES, LITTLE_ENDIAN);
          }
        }
      }
    }
  }

  private void expandWithMinima16(
      MemorySegment in,
      long at,
      int blocks,
      boolean scaled,
      MemorySegment q,
      long qAt,
      long qStride,
      MemorySegment out,
      long outAt) {
    for (int b = 0; b < blocks; b++) {
      long block = at + (long) b * blockBytes;
      float scale = scaled ? format.scale(in, block) : 1f;
      float minScale = format.minScale(in, block);
      for (int g = 0; g < groups; g++) {
        float factor = scale * format.groupScale(in, block, g);
        float min = minScale * format.groupMin(in, block, g);
        long from = qAt + b * qStride + 16L * g;
        long to = outAt + 64L * (b * groups + g);
        for (int i = 0; i < 16; i += BYTES.length()) {
          ByteVector codes = ByteVector.fromMemorySegment(BYTES, q, from + i, LITTLE_ENDIAN);
          ((FloatVector) codes.convertShape(B2F, F32, 0))
              .mul(factor)
              .add(min)
              .intoMemorySegment(out, to + 4L * i, LITTLE_ENDIAN);
          if (TWO_PARTS) {
            ((FloatVector) codes.convertShape(B2F, F32, 1))
                .mul(factor)
                .add(min)
                .intoMemorySegment(out, to + 4L * i + PART_BYTES, LITTLE_ENDIAN);
          }
        }
      }
    }
  }
}
