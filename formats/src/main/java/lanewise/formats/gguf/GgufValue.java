package lanewise.formats.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import lanewise.formats.ModelFormatException;

/**
 * One value of a file's metadata, decoded when it is asked for. Immutable and thread-safe; it lives
 * as long as the file is mapped.
 */
public final class GgufValue {
  /** The longest string that is decoded: nothing that a model says of itself is longer. */
  private static final long LONGEST_STRING = 64L << 20;

  private final String source;
  private final String key;
  private final GgufValueType type;
  private final MemorySegment bytes;
  private final long byteOffset;

  /**
   * @param bytes the value's bytes, those of a string or an array with what stands before them
   * @param byteOffset where in the file they are
   */
  GgufValue(String source, String key, GgufValueType type, MemorySegment bytes, long byteOffset) {
    this.source = source;
    this.key = key;
    this.type = type;
    this.bytes = bytes;
    this.byteOffset = byteOffset;
  }

  public String key() {
    return key;
  }

  public GgufValueType type() {
    return type;
  }

  /** The value as the file has it, without its key and its type. */
  MemorySegment bytes() {
    return bytes;
  }

  /**
   * A whole number of any width.
   *
   * @throws ModelFormatException if the value is none, or is above {@code Long.MAX_VALUE}
   */
  public long asLong() {
    long value = integer(type, bytes, 0);
    if (!type.isInteger()) {
      throw wrongType("a whole number");
    }
    if (type == GgufValueType.UINT64 && value < 0) {
      throw error("is " + Long.toUnsignedString(value) + ", allowed are up to " + Long.MAX_VALUE);
    }
    return value;
  }

  /**
   * A whole number within bounds.
   *
   * @throws ModelFormatException if the value is none or out of bounds
   */
  public int asInt(int least, int most) {
    long value = asLong();
    if (value < least || value > most) {
      throw error("is " + value + ", allowed are " + least + " to " + most);
    }
    return (int) value;
  }

  /**
   * A number: a floating-point one, or a whole one.
   *
   * @throws ModelFormatException if the value is neither
   */
  public double asDouble() {
    if (type == GgufValueType.FLOAT32) {
      return bytes.get(JAVA_FLOAT_UNALIGNED, 0);
    }
    if (type == GgufValueType.FLOAT64) {
      return bytes.get(JAVA_DOUBLE_UNALIGNED, 0);
    }
    if (!type.isInteger()) {
      throw wrongType("a number");
    }
    return asLong();
  }

  /**
   * Yes or no.
   *
   * @throws ModelFormatException if the value is neither
   */
  public boolean asBoolean() {
    if (type != GgufValueType.BOOL) {
      throw wrongType("a boolean");
    }
    return bytes.get(JAVA_BYTE, 0) != 0;
  }

  /**
   * A text; bytes that are not UTF-8 become U+FFFD.
   *
   * @throws ModelFormatException if the value is no string or longer than 64 MB
   */
  public String asString() {
    if (type != GgufValueType.STRING) {
      throw wrongType("a string");
    }
    long length = bytes.byteSize() - Long.BYTES;
    if (length > LONGEST_STRING) {
      throw error("has " + length + " bytes, allowed are " + LONGEST_STRING);
    }
    return new String(bytes.asSlice(Long.BYTES, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  /**
   * A list of values of one type.
   *
   * @throws ModelFormatException if the value is no array
   */
  public GgufArray asArray() {
    if (type != GgufValueType.ARRAY) {
      throw wrongType("an array");
    }
    return new GgufArray(source, key, bytes, byteOffset);
  }

  /** A fault of this value: what was found and what is allowed. */
  public ModelFormatException error(String problem) {
    return new ModelFormatException(source, byteOffset, key, problem);
  }

  private ModelFormatException wrongType(String wanted) {
    return error("is of type " + type + ", expected is " + wanted);
  }

  /** The number at {@code at}, with its sign where it has one; 64 bits come as they are. */
  static long integer(GgufValueType type, MemorySegment bytes, long at) {
    return switch (type) {
      case UINT8, BOOL -> bytes.get(JAVA_BYTE, at) & 0xff;
      case INT8 -> bytes.get(JAVA_BYTE, at);
      case UINT16 -> bytes.get(JAVA_SHORT_UNALIGNED, at) & 0xffff;
      case INT16 -> bytes.get(JAVA_SHORT_UNALIGNED, at);
      case UINT32 -> bytes.get(JAVA_INT_UNALIGNED, at) & 0xffff_ffffL;
      case INT32 -> bytes.get(JAVA_INT_UNALIGNED, at);
      case UINT64, INT64 -> bytes.get(JAVA_LONG_UNALIGNED, at);
      case FLOAT32, FLOAT64, STRING, ARRAY -> 0;
    };
  }

  /** The value for people; long texts and lists are cut. */
  @Override
  public String toString() {
    if (type == GgufValueType.ARRAY) {
      return asArray().toString();
    }
    if (type == GgufValueType.STRING) {
      return asString();
    }
    if (type == GgufValueType.BOOL) {
      return Boolean.toString(asBoolean());
    }
    if (type == GgufValueType.UINT64) {
      return Long.toUnsignedString(integer(type, bytes, 0));
    }
    return type.isFloat() ? Double.toString(asDouble()) : Long.toString(asLong());
  }
}
