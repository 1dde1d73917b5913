package lanewise.formats.gguf;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes metadata for a file to be written. Not thread-safe; a key given again is replaced. */
public final class GgufMetadataBuilder {
  private static final String SOURCE = "new metadata";

  private final Map<String, GgufValue> values = new LinkedHashMap<>();

  /** A builder without any values. */
  public GgufMetadataBuilder() {}

  /** Takes over all values of another file, which must stay mapped until these are written. */
  public GgufMetadataBuilder copy(GgufMetadata metadata) {
    for (GgufValue value : metadata.values()) {
      values.put(value.key(), value);
    }
    return this;
  }

  public GgufMetadataBuilder remove(String key) {
    values.remove(key);
    return this;
  }

  public GgufMetadataBuilder uint8(String key, int value) {
    return put(key, GgufValueType.UINT8, new byte[] {(byte) value});
  }

  public GgufMetadataBuilder uint16(String key, int value) {
    return put(key, GgufValueType.UINT16, buffer(Short.BYTES).putShort((short) value).array());
  }

  public GgufMetadataBuilder uint32(String key, long value) {
    return put(key, GgufValueType.UINT32, buffer(Integer.BYTES).putInt((int) value).array());
  }

  public GgufMetadataBuilder int32(String key, int value) {
    return put(key, GgufValueType.INT32, buffer(Integer.BYTES).putInt(value).array());
  }

  public GgufMetadataBuilder uint64(String key, long value) {
    return put(key, GgufValueType.UINT64, buffer(Long.BYTES).putLong(value).array());
  }

  public GgufMetadataBuilder float32(String key, float value) {
    return put(key, GgufValueType.FLOAT32, buffer(Float.BYTES).putFloat(value).array());
  }

  public GgufMetadataBuilder bool(String key, boolean value) {
    return put(key, GgufValueType.BOOL, new byte[] {(byte) (value ? 1 : 0)});
  }

  public GgufMetadataBuilder string(String key, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return put(
        key,
        GgufValueType.STRING,
        buffer(Long.BYTES + text.length).putLong(text.length).put(text).array());
  }

  public GgufMetadataBuilder ints(String key, int[] elements) {
    ByteBuffer array = array(GgufValueType.INT32, elements.length, Integer.BYTES);
    for (int element : elements) {
      array.putInt(element);
    }
    return put(key, GgufValueType.ARRAY, written(array));
  }

  public GgufMetadataBuilder floats(String key, float[] elements) {
    ByteBuffer array = array(GgufValueType.FLOAT32, elements.length, Float.BYTES);
    for (float element : elements) {
      array.putFloat(element);
    }
    return put(key, GgufValueType.ARRAY, written(array));
  }

  public GgufMetadataBuilder bools(String key, boolean[] elements) {
    ByteBuffer array = array(GgufValueType.BOOL, elements.length, 1);
    for (boolean element : elements) {
      array.put((byte) (element ? 1 : 0));
    }
    return put(key, GgufValueType.ARRAY, written(array));
  }

  public GgufMetadataBuilder strings(String key, List<String> elements) {
    ByteArrayOutputStream array = new ByteArrayOutputStream();
    array.writeBytes(array(GgufValueType.STRING, elements.size(), 0).array());
    for (String element : elements) {
      byte[] text = element.getBytes(StandardCharsets.UTF_8);
      array.writeBytes(buffer(Long.BYTES).putLong(text.length).array());
      array.writeBytes(text);
    }
    return put(key, GgufValueType.ARRAY, array.toByteArray());
  }

  public GgufMetadata build() {
    return new GgufMetadata(SOURCE, values);
  }

  private GgufMetadataBuilder put(String key, GgufValueType type, byte[] encoded) {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("a key needs a name");
    }
    MemorySegment bytes = Arena.ofAuto().allocate(encoded.length);
    MemorySegment.copy(encoded, 0, bytes, ValueLayout.JAVA_BYTE, 0, encoded.length);
    values.put(key, new GgufValue(SOURCE, key, type, bytes, 0));
    return this;
  }

  private static byte[] written(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.flip().limit()];
    buffer.get(bytes);
    return bytes;
  }

  private static ByteBuffer buffer(int byteSize) {
    return ByteBuffer.allocate(byteSize).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer array(GgufValueType type, int count, int elementBytes) {
    int byteSize =
        Math.addExact((int) GgufArray.HEADER_BYTES, Math.multiplyExact(count, elementBytes));
    return buffer(byteSize).putInt(type.id()).putLong(count);
  }
}
