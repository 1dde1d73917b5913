package lanewise.formats.protobuf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import lanewise.formats.ModelFormatException;

/**
 * Reads protobuf fields from a segment.
 *
 * <pre>{@code
 * while (in.next()) {
 *   switch (in.fieldNumber()) {
 *     case 1 -> name = in.string("Thing.name");
 *     case 2 -> {
 *       long end = in.enter("Thing.part");
 *       part = readPart(in);
 *       in.leave(end);
 *     }
 *     default -> in.skip();
 *   }
 * }
 * }</pre>
 *
 * <p>After {@link #next} exactly one method that consumes the field's value must be called. Field
 * names serve messages only. The bytes around the present place are kept in a small heap window, so
 * that a process's first file, read by the interpreter, costs array reads and not segment accesses.
 * Not thread-safe.
 */
public final class WireReader {
  /** Messages may nest this deep: the limit that protobuf's own parsers have by default. */
  public static final int MAX_DEPTH = 100;

  private static final int WINDOW_BYTES = 2048;
  private static final int MAX_VARINT_BYTES = 10;
  private static final int MAX_GROUP_DEPTH = 32;

  private final MemorySegment bytes;
  private final String source;
  private final HeapBudget heap;
  private final byte[] window;
  private long windowStart;
  private int windowLength;
  private long position;
  private long limit;
  private int depth;
  private long fieldStart;
  private int fieldNumber;
  private int wireType;

  /**
   * A reader of {@code bytes}, whose records may take a quarter of the largest heap that this
   * process may have.
   *
   * @param source the file's name, for messages
   */
  public WireReader(MemorySegment bytes, String source) {
    this(bytes, source, Runtime.getRuntime().maxMemory() / 4);
  }

  /** A reader of {@code bytes} whose records may take {@code heapLimitBytes} of Java heap. */
  public WireReader(MemorySegment bytes, String source, long heapLimitBytes) {
    this(bytes, source, new HeapBudget(source, heapLimitBytes), 0, bytes.byteSize());
  }

  private WireReader(MemorySegment bytes, String source, HeapBudget heap, long from, long to) {
    this.bytes = bytes;
    this.source = source;
    this.heap = heap;
    this.position = from;
    this.windowStart = from;
    this.limit = to;
    this.window = new byte[(int) Math.min(WINDOW_BYTES, to - from)];
  }

  /**
   * A second reader of fields that this one has read or will read, with the same heap limit: for
   * messages that can only be understood in two passes.
   *
   * @param from where the first field begins, as {@link #position} gave it
   * @param to where the last field ends
   */
  public WireReader again(long from, long to) {
    if (from < 0 || to < from || to > bytes.byteSize()) {
      throw new IllegalArgumentException(from + " to " + to + " is no range of the bytes");
    }
    return new WireReader(bytes, source, heap, from, to);
  }

  /** Where the next byte will be read, from the segment's start. */
  public long position() {
    return position;
  }

  /** Steps to the next field of the present message; false at its end. */
  public boolean next() {
    if (position == limit) {
      return false;
    }
    fieldStart = position;
    long tag = varint("tag");
    if (tag < 0 || tag > 0xFFFF_FFFFL || tag >>> 3 == 0) {
      throw error("tag", "found " + tag + ", field numbers are 1 to 536870911");
    }
    fieldNumber = (int) (tag >>> 3);
    wireType = (int) (tag & 7);
    if (wireType > WireType.FIXED32 || wireType == WireType.END_GROUP) {
      throw error(
          "field " + fieldNumber, "found " + WireType.name(wireType) + " where a field must begin");
    }
    return true;
  }

  /** The number of the field that {@link #next} stepped to. */
  public int fieldNumber() {
    return fieldNumber;
  }

  /** Whether the present field has a length: a message, a string, bytes or packed numbers. */
  public boolean isLengthDelimited() {
    return wireType == WireType.LENGTH_DELIMITED;
  }

  /** Where the present field's tag begins, in bytes from the segment's start. */
  public long fieldOffset() {
    return fieldStart;
  }

  /** The name that messages use for the bytes. */
  public String source() {
    return source;
  }

  /** Enters the message that the present field holds; gives what {@link #leave} wants. */
  public long enter(String field) {
    long length = length(field);
    if (depth == MAX_DEPTH) {
      throw error(field, "messages nest deeper than the " + MAX_DEPTH + " levels allowed");
    }
    heap.charge(HeapBudget.MESSAGE_BYTES, fieldStart, field);
    depth++;
    long outer = limit;
    limit = position + length;
    return outer;
  }

  /** Leaves a message whose fields have all been read. */
  public void leave(long outer) {
    if (position != limit) {
      throw new IllegalStateException("left a message with unread fields");
    }
    depth--;
    limit = outer;
  }

  /** The value of an integer field. */
  public long int64(String field) {
    require(WireType.VARINT, field);
    return varint(field);
  }

  /** The value of an {@code int32} or enum field; other values are refused. */
  public int int32(String field) {
    long value = int64(field);
    if (value != (int) value) {
      throw error(field, "found " + value + ", which is not a 32-bit integer");
    }
    return (int) value;
  }

  /** The value of a {@code float} field. */
  public float float32(String field) {
    require(WireType.FIXED32, field);
    return Float.intBitsToFloat((int) fixed(4, field));
  }

  /** The value of a {@code string} field, which must be UTF-8. */
  public String string(String field) {
    long length = length(field);
    if (length > Integer.MAX_VALUE / 2) {
      throw error(field, "a string of " + length + " bytes is longer than 1 GiB");
    }
    heap.charge(HeapBudget.STRING_BYTES + 2 * length, fieldStart, field);
    int count = (int) length;
    byte[] utf8 = window;
    int at = (int) Math.min(position - windowStart, windowLength);
    if (at + length > windowLength) {
      if (count > window.length) {
        utf8 = new byte[count];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, utf8, 0, count);
      } else if (count > 0) {
        fillWindow();
      }
      at = 0;
    }
    String text = new String(utf8, at, count, StandardCharsets.UTF_8);
    if (text.indexOf('\uFFFD') >= 0
        && !Arrays.equals(
            text.getBytes(StandardCharsets.UTF_8), Arrays.copyOfRange(utf8, at, at + count))) {
      throw error(field, "the text is not UTF-8");
    }
    position += count;
    return text;
  }

  /** A {@code bytes} field as a slice of the segment. */
  public MemorySegment bytes(String field) {
    long length = length(field);
    MemorySegment slice = bytes.asSlice(position, length);
    position += length;
    return slice;
  }

  /** Appends the values of a repeated integer field, packed or not. */
  public void int64s(String field, List<Long> values) {
    if (wireType == WireType.VARINT) {
      heap.charge(HeapBudget.NUMBER_BYTES, fieldStart, field);
      values.add(varint(field));
      return;
    }
    long end = packedEnd(field);
    while (position < end) {
      heap.charge(HeapBudget.NUMBER_BYTES, fieldStart, field);
      values.add(varint(field, end));
    }
  }

  /** Appends the values of a repeated {@code float} field, packed or not. */
  public void float32s(String field, List<Float> values) {
    if (wireType == WireType.FIXED32) {
      heap.charge(HeapBudget.NUMBER_BYTES, fieldStart, field);
      values.add(float32(field));
      return;
    }
    long end = packedEnd(field);
    if ((end - position) % 4 != 0) {
      throw error(field, (end - position) + " bytes are not whole 32-bit numbers");
    }
    heap.charge((end - position) / 4 * HeapBudget.NUMBER_BYTES, fieldStart, field);
    while (position < end) {
      values.add(Float.intBitsToFloat((int) fixed(4, field)));
    }
  }

  /**
   * Hands the values of a repeated number field, packed or not, to {@code sink} as their bits.
   *
   * @param fixedBytes 4 or 8 for fixed-size numbers, 0 for varints
   */
  public void numbers(String field, int fixedBytes, NumberSink sink) {
    int single =
        switch (fixedBytes) {
          case 0 -> WireType.VARINT;
          case 4 -> WireType.FIXED32;
          case 8 -> WireType.FIXED64;
          default -> throw new IllegalArgumentException("no number has " + fixedBytes + " bytes");
        };
    long end = wireType == single ? position + 1 : packedEnd(field);
    if (wireType != single && fixedBytes != 0 && (end - position) % fixedBytes != 0) {
      throw error(
          field, (end - position) + " bytes are not whole numbers of " + fixedBytes + " bytes");
    }
    long numberLimit = wireType == single ? limit : end;
    while (position < end) {
      sink.add(fixedBytes == 0 ? varint(field, numberLimit) : fixed(fixedBytes, field));
    }
  }

  /** Takes each number of a repeated field as its bits. */
  public interface NumberSink {
    /** One number's bits, zero-extended. */
    void add(long bits);
  }

  /** Passes over the present field, whatever it is. */
  public void skip() {
    skipValue(0);
  }

  private void skipValue(int groupDepth) {
    String field = "field";
    switch (wireType) {
      case WireType.VARINT -> varint(field);
      case WireType.FIXED64 -> fixed(8, field);
      case WireType.FIXED32 -> fixed(4, field);
      case WireType.LENGTH_DELIMITED -> {
        long length = length(field);
        position += length;
      }
      case WireType.START_GROUP -> skipGroup(groupDepth + 1);
      default -> throw error(field, "found " + WireType.name(wireType));
    }
  }

  private void skipGroup(int groupDepth) {
    if (groupDepth > MAX_GROUP_DEPTH) {
      throw error("group", "groups nest deeper than the " + MAX_GROUP_DEPTH + " levels allowed");
    }
    int group = fieldNumber;
    while (true) {
      if (position == limit) {
        throw error("group", "the group of field " + group + " has no end");
      }
      long tag = varint("tag");
      if (tag < 0 || tag > 0xFFFF_FFFFL || tag >>> 3 == 0) {
        throw error("tag", "found " + tag + ", field numbers are 1 to 536870911");
      }
      fieldNumber = (int) (tag >>> 3);
      wireType = (int) (tag & 7);
      if (wireType == WireType.END_GROUP) {
        if (fieldNumber != group) {
          throw error("group", "group " + group + " ends as group " + fieldNumber);
        }
        return;
      }
      skipValue(groupDepth);
    }
  }

  private long packedEnd(String field) {
    long length = length(field);
    return position + length;
  }

  private long length(String field) {
    require(WireType.LENGTH_DELIMITED, field);
    long length = varint(field);
    if (length < 0 || length > limit - position) {
      throw error(
          field,
          "length "
              + Long.toUnsignedString(length)
              + ", but only "
              + (limit - position)
              + " bytes are left in the message around it");
    }
    return length;
  }

  private void require(int expected, String field) {
    if (wireType != expected) {
      throw error(
          field,
          "found a "
              + WireType.name(wireType)
              + " value, allowed is a "
              + WireType.name(expected)
              + " one");
    }
  }

  private long varint(String field) {
    return varint(field, limit);
  }

  private long varint(String field, long end) {
    long value = 0;
    for (int index = 0; index < MAX_VARINT_BYTES; index++) {
      if (position == end) {
        throw error(field, "the bytes end within a number");
      }
      byte next = nextByte();
      value |= (long) (next & 0x7F) << (7 * index);
      if (next >= 0) {
        return value;
      }
    }
    throw error(field, "a number takes more than " + MAX_VARINT_BYTES + " bytes");
  }

  private long fixed(int byteCount, String field) {
    if (byteCount > limit - position) {
      throw error(field, "the bytes end within a number");
    }
    long value = 0;
    for (int index = 0; index < byteCount; index++) {
      value |= (nextByte() & 0xFFL) << (8 * index);
    }
    return value;
  }

  private byte nextByte() {
    long at = position - windowStart;
    if (at >= windowLength) {
      fillWindow();
      at = 0;
    }
    position++;
    return window[(int) at];
  }

  /** Positions only grow, so the window never has to go back. */
  private void fillWindow() {
    windowLength = (int) Math.min(window.length, bytes.byteSize() - position);
    windowStart = position;
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, position, window, 0, windowLength);
  }

  /** An error at the present field. */
  public ModelFormatException error(String field, String problem) {
    return new ModelFormatException(source, fieldStart, field, problem);
  }
}
