package lanewise.formats.gguf;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.formats.ModelFormatException;

/**
 * A list of metadata values of one type, still in the file. Immutable and thread-safe; it lives as
 * long as the file is mapped.
 */
public final class GgufArray {
  /** The type's id and the count. */
  static final long HEADER_BYTES = Integer.BYTES + Long.BYTES;

  /** The most elements that are turned into a Java array. */
  private static final int MOST_ELEMENTS = 1 << 24;

  /** How many elements a description shows. */
  private static final int SHOWN = 4;

  /** Looks at strings one by one. */
  @FunctionalInterface
  public interface StringVisitor {
    /**
     * Looks at one string.
     *
     * @param index which string
     * @param segment memory that holds it in UTF-8, or what the file has for it
     * @param byteOffset where in {@code segment} it starts
     * @param length its bytes
     */
    void visit(int index, MemorySegment segment, long byteOffset, int length);
  }

  private final String source;
  private final String key;
  private final MemorySegment bytes;
  private final long byteOffset;
  private final GgufValueType elementType;
  private final long count;

  GgufArray(String source, String key, MemorySegment bytes, long byteOffset) {
    this.source = source;
    this.key = key;
    this.bytes = bytes;
    this.byteOffset = byteOffset;
    this.elementType = GgufValueType.ofId(bytes.get(JAVA_INT_UNALIGNED, 0));
    this.count = bytes.get(JAVA_LONG_UNALIGNED, Integer.BYTES);
  }

  public GgufValueType elementType() {
    return elementType;
  }

  /** How many elements there are. */
  public long count() {
    return count;
  }

  /**
   * The elements as whole numbers; booleans are 0 and 1.
   *
   * @throws ModelFormatException if they are of another type or more than 2^24
   */
  public long[] toLongs() {
    if (!elementType.isInteger() && elementType != GgufValueType.BOOL) {
      throw wrongType("whole numbers");
    }
    long[] elements = new long[length()];
    int width = elementType.byteSize();
    for (int i = 0; i < elements.length; i++) {
      elements[i] = GgufValue.integer(elementType, bytes, HEADER_BYTES + (long) i * width);
      if (elementType == GgufValueType.UINT64 && elements[i] < 0) {
        throw error(
            "element "
                + i
                + " is "
                + Long.toUnsignedString(elements[i])
                + ", allowed are up to "
                + Long.MAX_VALUE);
      }
    }
    return elements;
  }

  /**
   * The elements as whole numbers of 32 bits.
   *
   * @throws ModelFormatException if they are of another type, more than 2^24, or one is too large
   */
  public int[] toInts() {
    int[] elements = new int[length()];
    if (elementType == GgufValueType.INT32) {
      MemorySegment.copy(bytes, JAVA_INT_UNALIGNED, HEADER_BYTES, elements, 0, elements.length);
      return elements;
    }
    long[] wide = toLongs();
    for (int i = 0; i < wide.length; i++) {
      if (wide[i] != (int) wide[i]) {
        throw error("element " + i + " is " + wide[i] + ", which passes 32 bits");
      }
      elements[i] = (int) wide[i];
    }
    return elements;
  }

  /**
   * The elements as numbers of 32 bits; wider ones are rounded.
   *
   * @throws ModelFormatException if they are no floating-point numbers or more than 2^24
   */
  public float[] toFloats() {
    if (!elementType.isFloat()) {
      throw wrongType("floating-point numbers");
    }
    float[] elements = new float[length()];
    if (elementType == GgufValueType.FLOAT32) {
      MemorySegment.copy(bytes, JAVA_FLOAT_UNALIGNED, HEADER_BYTES, elements, 0, elements.length);
      return elements;
    }
    for (int i = 0; i < elements.length; i++) {
      elements[i] =
          (float) bytes.get(JAVA_DOUBLE_UNALIGNED, HEADER_BYTES + (long) i * Double.BYTES);
    }
    return elements;
  }

  /**
   * Shows the strings, in order, where they lie.
   *
   * @throws ModelFormatException if the elements are no strings, are more than 2^24, or one has 2
   *     GB or more
   */
  public void forEachString(StringVisitor visitor) {
    if (elementType != GgufValueType.STRING) {
      throw wrongType("strings");
    }
    int strings = length();
    GgufCursor in = new GgufCursor(bytes, source, HEADER_BYTES);
    for (int i = 0; i < strings; i++) {
      long length = in.count(1, key);
      if (length > Integer.MAX_VALUE - 8) {
        throw error("element " + i + " has " + length + " bytes");
      }
      visitor.visit(i, bytes, in.position(), (int) length);
      in.skip(length, key);
    }
  }

  /** A fault of this array: what was found and what is allowed. */
  public ModelFormatException error(String problem) {
    return new ModelFormatException(source, byteOffset, key, problem);
  }

  private int length() {
    if (count > MOST_ELEMENTS) {
      throw error("has " + count + " elements, allowed are " + MOST_ELEMENTS);
    }
    return (int) count;
  }

  private ModelFormatException wrongType(String wanted) {
    return error("holds elements of type " + elementType + ", expected are " + wanted);
  }

  /** The type, the count and the first few elements. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(elementType + "[" + count + "]");
    if (elementType.byteSize() > 0) {
      for (int i = 0; i < Math.min(count, SHOWN); i++) {
        long at = HEADER_BYTES + (long) i * elementType.byteSize();
        long end = at + elementType.byteSize();
        GgufValue element =
            new GgufValue(source, key, elementType, bytes.asSlice(at, end - at), byteOffset + at);
        text.append(i == 0 ? " " : ", ").append(element);
      }
      text.append(count > SHOWN ? ", …" : "");
    }
    return text.toString();
  }
}
