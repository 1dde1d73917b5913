package lanewise.formats.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.ModelFormatException;
import lanewise.natives.memory.MappedFile;

/**
 * Reads GGUF files of versions 2 and 3, little-endian.
 *
 * <p>Nothing is copied: tensors and metadata are slices of the mapped file. Opening one part of a
 * split file ({@code NAME-00001-of-00003.gguf}) opens all of them. A file may have 65,536 keys,
 * 262,144 tensors of up to 4 dimensions, and arrays in arrays to a depth of 8. All methods throw
 * {@link ModelFormatException} for a file that breaks its format or passes a limit.
 */
public final class GgufReader {
  static final int MAGIC = 0x4655_4747; // "GGUF", read as a little-endian number
  static final int OLDEST_VERSION = 2;
  static final int NEWEST_VERSION = 3;
  static final String ALIGNMENT = "general.alignment";
  static final int DEFAULT_ALIGNMENT = 32;

  private static final int MOST_ALIGNMENT = 1 << 20;
  private static final int MOST_KEYS = 1 << 16;
  private static final int MOST_KEY_BYTES = 65_535;
  private static final int MOST_DEPTH = 8;

  /** A key's length and one character, its value's type, and a value of one byte. */
  private static final long LEAST_PAIR_BYTES = 8 + 1 + 4 + 1;

  private GgufReader() {}

  /**
   * Opens {@code file}, and the other parts if it is one of a split file; they stay mapped as long
   * as {@code arena} is alive.
   */
  public static GgufFile open(Path file, Arena arena) throws IOException {
    MappedFile mapped = MappedFile.open(file, arena);
    GgufFile opened = read(mapped.segment(), file.toString(), List.of(mapped));
    return GgufSplit.isPart(opened.metadata()) ? GgufSplit.openAll(file, opened, arena) : opened;
  }

  /**
   * Reads a file from native memory; one part of a split file stays alone.
   *
   * @param bytes native memory; the tensors are slices of it
   * @param source what messages call the file
   */
  public static GgufFile read(MemorySegment bytes, String source) {
    if (!bytes.isNative()) {
      throw new IllegalArgumentException("a model needs native memory, not a heap array");
    }
    return read(bytes, source, List.of());
  }

  static GgufFile read(MemorySegment bytes, String source, List<MappedFile> files) {
    GgufCursor in = new GgufCursor(bytes, source, 0);
    int magic = in.i32("magic");
    if (magic != MAGIC) {
      throw in.error(
          0, "magic", String.format("is 0x%08x, a GGUF file begins with \"GGUF\"", magic));
    }
    int version = in.i32("version");
    checkVersion(in, version);
    long tensorCount = in.count(GgufTensorTable.LEAST_ENTRY_BYTES, "tensor_count");
    GgufTensorTable.checkCount(in, tensorCount);
    long keyCount = in.count(LEAST_PAIR_BYTES, "metadata_kv_count");
    if (keyCount > MOST_KEYS) {
      throw in.error(
          16, "metadata_kv_count", "is " + keyCount + ", allowed are up to " + MOST_KEYS);
    }
    GgufMetadata metadata = readMetadata(in, bytes, source, (int) keyCount);
    int alignment = alignment(metadata);
    Map<String, GgufTensor> tensors = GgufTensorTable.read(in, bytes, (int) tensorCount, alignment);
    return new GgufFile(version, alignment, metadata, tensors, files);
  }

  private static void checkVersion(GgufCursor in, int version) {
    if (version >= OLDEST_VERSION && version <= NEWEST_VERSION) {
      return;
    }
    String found = "is " + Integer.toUnsignedString(version);
    int swapped = Integer.reverseBytes(version);
    if (swapped >= 1 && swapped <= NEWEST_VERSION) {
      found = "is " + swapped + " in big-endian order, which is not read";
    }
    throw in.error(
        4, "version", found + ", allowed are " + OLDEST_VERSION + " and " + NEWEST_VERSION);
  }

  private static GgufMetadata readMetadata(
      GgufCursor in, MemorySegment bytes, String source, int count) {
    Map<String, GgufValue> values = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      long keyAt = in.position();
      String key = in.name(MOST_KEY_BYTES, "key " + i);
      GgufValueType type = readType(in, key);
      long start = in.position();
      skipValue(in, type, key, 0);
      MemorySegment value = bytes.asSlice(start, in.position() - start);
      if (values.put(key, new GgufValue(source, key, type, value, start)) != null) {
        throw in.error(keyAt, key, "is there twice");
      }
    }
    return new GgufMetadata(source, values);
  }

  private static GgufValueType readType(GgufCursor in, String key) {
    long at = in.position();
    int id = in.i32(key + " type");
    GgufValueType type = GgufValueType.ofId(id);
    if (type == null) {
      throw in.error(
          at, key + " type", "is " + Integer.toUnsignedString(id) + ", allowed are 0 to 12");
    }
    return type;
  }

  private static void skipValue(GgufCursor in, GgufValueType type, String key, int depth) {
    switch (type) {
      case STRING -> in.skip(in.count(1, key + " length"), key);
      case BOOL -> checkBoolean(in, key);
      case ARRAY -> skipArray(in, key, depth);
      default -> in.skip(type.byteSize(), key);
    }
  }

  private static void skipArray(GgufCursor in, String key, int depth) {
    if (depth == MOST_DEPTH) {
      throw in.error(in.position(), key, "nests arrays deeper than " + MOST_DEPTH);
    }
    GgufValueType type = readType(in, key);
    long leastBytes =
        switch (type) {
          case STRING -> Long.BYTES;
          case ARRAY -> GgufArray.HEADER_BYTES;
          default -> type.byteSize();
        };
    long count = in.count(leastBytes, key + " count");
    if (type == GgufValueType.STRING || type == GgufValueType.ARRAY || type == GgufValueType.BOOL) {
      for (long i = 0; i < count; i++) {
        skipValue(in, type, key, depth + 1);
      }
    } else {
      in.skip(count * type.byteSize(), key);
    }
  }

  private static void checkBoolean(GgufCursor in, String key) {
    long at = in.position();
    int value = in.u8(key);
    if (value > 1) {
      throw in.error(at, key, "is " + value + ", a boolean is 0 or 1");
    }
  }

  private static int alignment(GgufMetadata metadata) {
    int alignment = metadata.integer(ALIGNMENT, 1, MOST_ALIGNMENT, DEFAULT_ALIGNMENT);
    if (Integer.bitCount(alignment) != 1) {
      throw metadata.get(ALIGNMENT).error("is " + alignment + ", which is no power of two");
    }
    return alignment;
  }
}
