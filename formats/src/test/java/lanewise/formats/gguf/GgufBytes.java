package lanewise.formats.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Spells files byte by byte, right ones and wrong ones. */
final class GgufBytes {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  static GgufBytes file(int version, long tensors, long keys) {
    return new GgufBytes().i32(0x46554747).i32(version).i64(tensors).i64(keys);
  }

  GgufBytes i32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
    return this;
  }

  GgufBytes i64(long value) {
    out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    return this;
  }

  GgufBytes bytes(int... values) {
    for (int value : values) {
      out.write(value);
    }
    return this;
  }

  GgufBytes text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    i64(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  GgufBytes key(String key, GgufValueType type) {
    return text(key).i32(type.id());
  }

  GgufBytes tensor(String name, int type, long offset, long... fileDimensions) {
    text(name).i32(fileDimensions.length);
    for (long dimension : fileDimensions) {
      i64(dimension);
    }
    return i32(type).i64(offset);
  }

  /** Zeros up to the next multiple of {@code alignment}, then {@code byteSize} more. */
  GgufBytes data(int alignment, int byteSize) {
    int padding = (int) (GgufTensorTable.roundUp(out.size(), alignment) - out.size());
    out.writeBytes(new byte[padding + byteSize]);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  GgufFile read() {
    return read(toBytes());
  }

  static GgufFile read(byte[] bytes) {
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(1, bytes.length), 1);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, segment, 0, bytes.length);
    return GgufReader.read(segment.asSlice(0, bytes.length), "test.gguf");
  }
}
