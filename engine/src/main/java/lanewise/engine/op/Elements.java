package lanewise.engine.op;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.kernels.ElementType;

/**
 * Single elements of any plain number type, as {@code double} or {@code long}, for operators that
 * have no kernel of their own. Indices count elements.
 */
public final class Elements {
  private Elements() {}

  /** Requires a type whose elements can be read here. */
  public static ElementType requireNumber(ElementType type) {
    return switch (type) {
      case FLOAT32,
          FLOAT64,
          FLOAT16,
          BFLOAT16,
          INT8,
          UINT8,
          INT16,
          UINT16,
          INT32,
          UINT32,
          INT64,
          UINT64,
          BOOL ->
          type;
      default ->
          throw InvalidNodeException.unsupported(type.label() + " elements are not supported here");
    };
  }

  /** Requires a floating-point type on which arithmetic is done. */
  public static ElementType requireReal(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> type;
      default ->
          throw new InvalidNodeException("expected f32, f64, f16 or bf16, found " + type.label());
    };
  }

  /** Bytes of one element, which must have an address of its own. */
  public static int bytes(ElementType type) {
    if (!type.isPlain()) {
      throw new InvalidNodeException(
          type.label() + " elements share bytes and cannot be moved one by one");
    }
    return type.blockBytes();
  }

  /** The element as a real number; 64-bit integers are rounded. */
  public static double real(ElementType type, MemorySegment segment, long index) {
    return switch (type) {
      case FLOAT32 -> segment.getAtIndex(JAVA_FLOAT_UNALIGNED, index);
      case FLOAT64 -> segment.getAtIndex(JAVA_DOUBLE_UNALIGNED, index);
      case FLOAT16 -> Float.float16ToFloat(segment.getAtIndex(JAVA_SHORT_UNALIGNED, index));
      case BFLOAT16 -> Float.intBitsToFloat(segment.getAtIndex(JAVA_SHORT_UNALIGNED, index) << 16);
      case UINT64 -> unsigned(segment.getAtIndex(JAVA_LONG_UNALIGNED, index));
      default -> integer(type, segment, index);
    };
  }

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** The element as an integer; reals lose their fraction, {@code u64} keeps its bits. */
  public static long integer(ElementType type, MemorySegment segment, long index) {
    return switch (type) {
      case INT8 -> segment.get(JAVA_BYTE, index);
      case UINT8 -> segment.get(JAVA_BYTE, index) & 0xFF;
      case INT16 -> segment.getAtIndex(JAVA_SHORT_UNALIGNED, index);
      case UINT16 -> segment.getAtIndex(JAVA_SHORT_UNALIGNED, index) & 0xFFFF;
      case INT32 -> segment.getAtIndex(JAVA_INT_UNALIGNED, index);
      case UINT32 -> segment.getAtIndex(JAVA_INT_UNALIGNED, index) & 0xFFFF_FFFFL;
      case INT64, UINT64 -> segment.getAtIndex(JAVA_LONG_UNALIGNED, index);
      case BOOL -> segment.get(JAVA_BYTE, index) != 0 ? 1 : 0;
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> (long) real(type, segment, index);
      default -> throw new InvalidNodeException(type.label() + " elements cannot be read here");
    };
  }

  /** Stores a real number, rounded to the type; integers lose the fraction. */
  public static void setReal(ElementType type, MemorySegment segment, long index, double value) {
    switch (type) {
      case FLOAT32 -> segment.setAtIndex(JAVA_FLOAT_UNALIGNED, index, (float) value);
      case FLOAT64 -> segment.setAtIndex(JAVA_DOUBLE_UNALIGNED, index, value);
      case FLOAT16 ->
          segment.setAtIndex(JAVA_SHORT_UNALIGNED, index, Float.floatToFloat16((float) value));
      case BFLOAT16 -> segment.setAtIndex(JAVA_SHORT_UNALIGNED, index, bfloat16((float) value));
      default -> setInteger(type, segment, index, (long) value);
    }
  }

  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) (bits >>> 16 | 0x40);
    }
    return (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16);
  }

  /** Stores an integer's low bits, or its nearest real. */
  public static void setInteger(ElementType type, MemorySegment segment, long index, long value) {
    switch (type) {
      case INT8, UINT8 -> segment.set(JAVA_BYTE, index, (byte) value);
      case INT16, UINT16 -> segment.setAtIndex(JAVA_SHORT_UNALIGNED, index, (short) value);
      case INT32, UINT32 -> segment.setAtIndex(JAVA_INT_UNALIGNED, index, (int) value);
      case INT64, UINT64 -> segment.setAtIndex(JAVA_LONG_UNALIGNED, index, value);
      case BOOL -> segment.set(JAVA_BYTE, index, (byte) (value != 0 ? 1 : 0));
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> setReal(type, segment, index, (double) value);
      default -> throw new InvalidNodeException(type.label() + " elements cannot be stored here");
    }
  }

  /** Copies one element of 1, 2, 4, 8 or 16 bytes. */
  public static void copy(
      int elementBytes, MemorySegment in, long from, MemorySegment out, long to) {
    switch (elementBytes) {
      case 1 -> out.set(JAVA_BYTE, to, in.get(JAVA_BYTE, from));
      case 2 -> out.setAtIndex(JAVA_SHORT_UNALIGNED, to, in.getAtIndex(JAVA_SHORT_UNALIGNED, from));
      case 4 -> out.setAtIndex(JAVA_INT_UNALIGNED, to, in.getAtIndex(JAVA_INT_UNALIGNED, from));
      case 8 -> out.setAtIndex(JAVA_LONG_UNALIGNED, to, in.getAtIndex(JAVA_LONG_UNALIGNED, from));
      default -> MemorySegment.copy(in, from * elementBytes, out, to * elementBytes, elementBytes);
    }
  }

  /** The order of two elements of a segment; a NaN comes after every number. */
  public static int compare(ElementType type, MemorySegment segment, long left, long right) {
    return switch (type) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> {
        double x = real(type, segment, left);
        double y = real(type, segment, right);
        yield x == y ? 0 : Double.compare(x, y);
      }
      case UINT64 ->
          Long.compareUnsigned(integer(type, segment, left), integer(type, segment, right));
      default -> Long.compare(integer(type, segment, left), integer(type, segment, right));
    };
  }
}
