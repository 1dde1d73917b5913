package lanewise.formats.npy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.MappedFile;
import lanewise.natives.memory.NativeMemory;

/**
 * Reads NPY files of versions 1, 2 and 3.
 *
 * <p>A row-major little-endian array, as NumPy writes it, is a slice of the mapped file; others are
 * copied into that order. Bytes after the array are not looked at. All methods throw {@link
 * ModelFormatException} for a file that breaks its format or holds something other than numbers.
 */
public final class NpyReader {
  private NpyReader() {}

  /** Reads the array in {@code file}, which stays mapped until the tensor is forgotten. */
  public static Tensor read(Path file) throws IOException {
    return read(file, Arena.ofAuto());
  }

  /** Reads the array in {@code file}, which stays mapped as long as {@code arena} is alive. */
  public static Tensor read(Path file, Arena arena) throws IOException {
    return read(MappedFile.open(file, arena).segment(), file.toString(), arena);
  }

  /**
   * Reads an array from native memory.
   *
   * @param bytes native memory; the tensor is a slice of it where no copy is needed
   * @param source what messages call the array
   * @param arena holds the copy where one is needed
   */
  public static Tensor read(MemorySegment bytes, String source, Arena arena) {
    if (!bytes.isNative()) {
      throw new IllegalArgumentException("an array needs native memory, not a heap array");
    }
    int headerBytes = NpyHeader.length(first(bytes, NpyHeader.PRELUDE_BYTES), source);
    if (headerBytes > bytes.byteSize()) {
      throw new ModelFormatException(
          source,
          8,
          "header length",
          "the header takes " + headerBytes + " bytes, the file has " + bytes.byteSize());
    }
    NpyHeader header = NpyHeader.parse(first(bytes, headerBytes), source);
    long byteSize = header.type().byteSize(header.shape().elementCount());
    long present = bytes.byteSize() - headerBytes;
    if (byteSize > present) {
      throw new ModelFormatException(
          source,
          headerBytes,
          "data",
          header.type().label()
              + header.shape()
              + " takes "
              + byteSize
              + " bytes, "
              + present
              + " are left in the file");
    }
    MemorySegment data = bytes.asSlice(headerBytes, byteSize);
    if (!NpyOrder.needsCopy(header)) {
      return Tensor.of(header.type(), header.shape(), data);
    }
    MemorySegment copy = NativeMemory.allocate(arena, byteSize);
    NpyOrder.copy(header, data, copy);
    return Tensor.of(header.type(), header.shape(), copy);
  }

  private static byte[] first(MemorySegment bytes, int count) {
    return bytes.asSlice(0, Math.min(count, bytes.byteSize())).toArray(JAVA_BYTE);
  }
}
