package lanewise.formats.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import lanewise.formats.ModelFormatException;

/**
 * Walks over the bytes of a file. The bytes around the present place are kept in a small heap
 * window: a vocabulary of a hundred thousand strings is walked over when a process is still young,
 * and reading an array then costs less than reading a segment. Not thread-safe.
 */
final class GgufCursor {
  private static final int WINDOW_BYTES = 16 << 10;

  private final MemorySegment bytes;
  private final String source;
  private final byte[] window;
  private long windowStart;
  private int windowLength;
  private long position;

  GgufCursor(MemorySegment bytes, String source, long position) {
    this.bytes = bytes;
    this.source = source;
    this.window = new byte[(int) Math.min(WINDOW_BYTES, bytes.byteSize())];
    this.position = position;
    this.windowStart = position;
  }

  long position() {
    return position;
  }

  long remaining() {
    return bytes.byteSize() - position;
  }

  ModelFormatException error(long at, String field, String problem) {
    return new ModelFormatException(source, at, field, problem);
  }

  /** Goes {@code count} bytes on. */
  void skip(long count, String field) {
    require(count, field);
    position += count;
  }

  int u8(String field) {
    require(1, field);
    int at = inWindow(1);
    position += 1;
    return window[at] & 0xff;
  }

  /** A little-endian number of 4 bytes, which may be taken as signed or unsigned. */
  int i32(String field) {
    require(4, field);
    int at = inWindow(4);
    position += 4;
    return i32(at);
  }

  long i64(String field) {
    require(8, field);
    int at = inWindow(8);
    position += 8;
    return i32(at) & 0xffff_ffffL | (long) i32(at + 4) << 32;
  }

  /**
   * A number of bytes or things, each of which takes at least {@code leastBytes} of the file.
   *
   * @throws ModelFormatException if so many cannot be in the rest of the file
   */
  long count(long leastBytes, String field) {
    long at = position;
    long count = i64(field);
    if (count < 0 || count > remaining() / leastBytes) {
      throw error(
          at,
          field,
          "is "
              + Long.toUnsignedString(count)
              + ", but only "
              + remaining()
              + " bytes are left in the file");
    }
    return count;
  }

  /** A name: UTF-8 of 1 to {@code mostBytes} bytes. */
  String name(int mostBytes, String field) {
    long at = position;
    long length = count(1, field + " length");
    if (length == 0 || length > mostBytes) {
      throw error(at, field + " length", "is " + length + ", allowed are 1 to " + mostBytes);
    }
    byte[] name = bytes.asSlice(position, length).toArray(JAVA_BYTE);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(name)).toString();
      position += length;
      return text;
    } catch (CharacterCodingException e) {
      throw error(position, field, "is not valid UTF-8");
    }
  }

  private int i32(int at) {
    return window[at] & 0xff
        | (window[at + 1] & 0xff) << 8
        | (window[at + 2] & 0xff) << 16
        | window[at + 3] << 24;
  }

  private void require(long count, String field) {
    if (count < 0 || count > remaining()) {
      throw error(
          position,
          field,
          "takes "
              + Long.toUnsignedString(count)
              + " bytes, but only "
              + remaining()
              + " are left in the file");
    }
  }

  /** Where in the window the next bytes are; the window is moved if they are not there. */
  private int inWindow(int count) {
    long at = position - windowStart;
    if (at < 0 || at + count > windowLength) {
      windowStart = position;
      windowLength = (int) Math.min(window.length, remaining());
      MemorySegment.copy(bytes, JAVA_BYTE, windowStart, window, 0, windowLength);
      return 0;
    }
    return (int) at;
  }
}
