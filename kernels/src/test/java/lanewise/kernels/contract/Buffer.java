package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.ElementType;

/** Typed elements at any byte offset with guard bytes on both sides, read without any kernel. */
final class Buffer {
  private static final int GUARD = 64;
  private static final byte PATTERN = 0x5A;

  final ElementType type;
  final int count;
  final MemorySegment segment;
  private final MemorySegment whole;

  private Buffer(ElementType type, int count, MemorySegment whole, long start) {
    this.type = type;
    this.count = count;
    this.whole = whole;
    this.segment = whole.asSlice(start, type.byteSize(count));
  }

  /** A buffer whose first element lies {@code byteOffset} bytes after a 64-byte boundary. */
  static Buffer of(ElementType type, int count, int byteOffset) {
    long bytes = type.byteSize(count) + 2 * GUARD + byteOffset;
    MemorySegment whole = Arena.ofAuto().allocate(bytes, 64);
    whole.fill(PATTERN);
    return new Buffer(type, count, whole, GUARD + byteOffset);
  }

  /** A buffer of special and random values. */
  static Buffer random(ElementType type, int count, int byteOffset, Random random) {
    Buffer buffer = of(type, count, byteOffset);
    for (int i = 0; i < count; i++) {
      if (type.isFloat()) {
        buffer.setReal(i, Values.real(type, random));
      } else {
        buffer.setInteger(i, Values.integer(type, random));
      }
    }
    return buffer;
  }

  static Buffer floats(int byteOffset, float... values) {
    Buffer buffer = of(ElementType.FLOAT32, values.length, byteOffset);
    for (int i = 0; i < values.length; i++) {
      buffer.setReal(i, values[i]);
    }
    return buffer;
  }

  void assertGuardsIntact(String what) {
    long start = segment.address() - whole.address();
    for (long i = 0; i < whole.byteSize(); i++) {
      if (i < start || i >= start + segment.byteSize()) {
        long at = i - start;
        assertEquals(
            PATTERN, whole.get(JAVA_BYTE, i), () -> what + ": byte " + at + " was written");
      }
    }
  }

  /** The value of a floating-point element. */
  double real(int index) {
    return switch (type) {
      case FLOAT32 -> segment.get(JAVA_FLOAT_UNALIGNED, 4L * index);
      case FLOAT64 -> segment.get(JAVA_DOUBLE_UNALIGNED, 8L * index);
      case FLOAT16 -> Float.float16ToFloat(segment.get(JAVA_SHORT_UNALIGNED, 2L * index));
      case BFLOAT16 -> Float.intBitsToFloat(segment.get(JAVA_SHORT_UNALIGNED, 2L * index) << 16);
      default -> Values.smallFloat(type, (int) code(index));
    };
  }

  /** Stores a value that the type holds exactly, or else rounds it in some way. */
  void setReal(int index, double value) {
    switch (type) {
      case FLOAT32 -> segment.set(JAVA_FLOAT_UNALIGNED, 4L * index, (float) value);
      case FLOAT64 -> segment.set(JAVA_DOUBLE_UNALIGNED, 8L * index, value);
      case FLOAT16 ->
          segment.set(JAVA_SHORT_UNALIGNED, 2L * index, Float.floatToFloat16((float) value));
      case BFLOAT16 ->
          segment.set(
              JAVA_SHORT_UNALIGNED,
              2L * index,
              (short) (Float.floatToIntBits((float) value) >> 16));
      default -> setCode(index, Values.nearestSmallFloat(type, value, true));
    }
  }

  /** An integer or boolean element, sign- or zero-extended; u64 keeps its bits. */
  long integer(int index) {
    return switch (type) {
      case INT8 -> (byte) code(index);
      case INT16 -> (short) code(index);
      case INT32 -> (int) code(index);
      case INT4 -> code(index) << 60 >> 60;
      case INT2 -> code(index) << 62 >> 62;
      default -> code(index);
    };
  }

  void setInteger(int index, long value) {
    setCode(index, value);
  }

  /** The element's bits, zero-extended. */
  long code(int index) {
    if (!type.isPlain()) {
      int bits = Values.bits(type);
      int inByte = index % type.blockElements();
      return segment.get(JAVA_BYTE, index / type.blockElements()) >> bits * inByte
          & (1 << bits) - 1;
    }
    return switch (type.blockBytes()) {
      case 1 -> segment.get(JAVA_BYTE, index) & 0xFFL;
      case 2 -> segment.get(JAVA_SHORT_UNALIGNED, 2L * index) & 0xFFFFL;
      case 4 -> segment.get(JAVA_INT_UNALIGNED, 4L * index) & 0xFFFFFFFFL;
      default -> segment.get(JAVA_LONG_UNALIGNED, 8L * index);
    };
  }

  void setCode(int index, long code) {
    if (!type.isPlain()) {
      int bits = Values.bits(type);
      int shift = index % type.blockElements() * bits;
      int mask = (1 << bits) - 1;
      int at = index / type.blockElements();
      int other = segment.get(JAVA_BYTE, at) & ~(mask << shift);
      segment.set(JAVA_BYTE, at, (byte) (other | ((int) code & mask) << shift));
      return;
    }
    switch (type.blockBytes()) {
      case 1 -> segment.set(JAVA_BYTE, index, (byte) code);
      case 2 -> segment.set(JAVA_SHORT_UNALIGNED, 2L * index, (short) code);
      case 4 -> segment.set(JAVA_INT_UNALIGNED, 4L * index, (int) code);
      default -> segment.set(JAVA_LONG_UNALIGNED, 8L * index, code);
    }
  }

  /** The bits of f32 elements, any NaN as the same: Java leaves its sign to the compiler. */
  byte[] floatBytes() {
    byte[] bytes = new byte[4 * count];
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToIntBits(segment.get(JAVA_FLOAT_UNALIGNED, 4L * i));
      for (int b = 0; b < 4; b++) {
        bytes[4 * i + b] = (byte) (bits >> 8 * b);
      }
    }
    return bytes;
  }

  /** The bits of every element. */
  byte[] bytes() {
    return segment.toArray(JAVA_BYTE);
  }
}
