package lanewise.formats.protobuf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Builds a protobuf message.
 *
 * <p>Large blobs are not copied: the message refers to them until it is written, so they must not
 * change or be freed before. Not thread-safe.
 */
public final class WireWriter {
  private static final long COPIED_BLOB_BYTES = 4096;

  /** A buffer can show as many bytes at a time. */
  private static final long WRITTEN_AT_ONCE_BYTES = 1L << 30;

  private final List<MemorySegment> parts = new ArrayList<>();
  private byte[] tail = new byte[256];
  private int tailLength;
  private long partsLength;

  /** An empty message. */
  public WireWriter() {}

  /** Bytes that the message takes. */
  public long byteSize() {
    return partsLength + tailLength;
  }

  /** Adds a varint field: integers, enums, booleans. */
  public WireWriter int64(int field, long value) {
    tag(field, WireType.VARINT);
    varint(value);
    return this;
  }

  /** Adds a {@code float} field. */
  public WireWriter float32(int field, float value) {
    tag(field, WireType.FIXED32);
    fixed32(Float.floatToRawIntBits(value));
    return this;
  }

  /** Adds a {@code string} field. */
  public WireWriter string(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    tag(field, WireType.LENGTH_DELIMITED);
    varint(utf8.length);
    raw(utf8);
    return this;
  }

  /** Adds a {@code string} field unless it is empty. */
  public WireWriter stringUnlessEmpty(int field, String value) {
    return value.isEmpty() ? this : string(field, value);
  }

  /** Adds a {@code bytes} field. */
  public WireWriter bytes(int field, MemorySegment value) {
    tag(field, WireType.LENGTH_DELIMITED);
    varint(value.byteSize());
    blob(value);
    return this;
  }

  /** Adds a message field. */
  public WireWriter message(int field, WireWriter message) {
    tag(field, WireType.LENGTH_DELIMITED);
    varint(message.byteSize());
    for (MemorySegment part : message.parts) {
      blob(part);
    }
    raw(Arrays.copyOf(message.tail, message.tailLength));
    return this;
  }

  /** Adds a repeated integer field, packed. */
  public WireWriter int64s(int field, List<Long> values) {
    WireWriter packed = new WireWriter();
    for (long value : values) {
      packed.varint(value);
    }
    return message(field, packed);
  }

  /** Adds a repeated {@code float} field, packed. */
  public WireWriter float32s(int field, List<Float> values) {
    WireWriter packed = new WireWriter();
    for (float value : values) {
      packed.fixed32(Float.floatToRawIntBits(value));
    }
    return message(field, packed);
  }

  /** Writes the message to {@code channel}. */
  public void writeTo(WritableByteChannel channel) throws IOException {
    flushTail();
    for (MemorySegment part : parts) {
      for (long from = 0; from < part.byteSize(); from += WRITTEN_AT_ONCE_BYTES) {
        long length = Math.min(WRITTEN_AT_ONCE_BYTES, part.byteSize() - from);
        ByteBuffer buffer = part.asSlice(from, length).asByteBuffer();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    }
  }

  /** Copies the message to the start of {@code target}. */
  public void copyTo(MemorySegment target) {
    flushTail();
    long at = 0;
    for (MemorySegment part : parts) {
      MemorySegment.copy(part, 0, target, at, part.byteSize());
      at += part.byteSize();
    }
  }

  private void tag(int field, int wireType) {
    if (field < 1) {
      throw new IllegalArgumentException("field numbers begin with 1, not " + field);
    }
    varint(((long) field << 3) | wireType);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    put((byte) rest);
  }

  private void fixed32(int bits) {
    for (int shift = 0; shift < 32; shift += 8) {
      put((byte) (bits >>> shift));
    }
  }

  private void blob(MemorySegment value) {
    if (value.byteSize() <= COPIED_BLOB_BYTES) {
      raw(value.toArray(ValueLayout.JAVA_BYTE));
    } else {
      flushTail();
      parts.add(value);
      partsLength += value.byteSize();
    }
  }

  private void raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, tail, tailLength, bytes.length);
    tailLength += bytes.length;
  }

  private void put(byte value) {
    reserve(1);
    tail[tailLength++] = value;
  }

  private void reserve(int bytes) {
    if (bytes > tail.length - tailLength) {
      tail = Arrays.copyOf(tail, Math.addExact(Math.max(2 * tailLength, 256), bytes));
    }
  }

  private void flushTail() {
    if (tailLength > 0) {
      parts.add(MemorySegment.ofArray(Arrays.copyOf(tail, tailLength)));
      partsLength += tailLength;
      tailLength = 0;
    }
  }
}
