package lanewise.formats.npy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.NativeMemory;

/**
 * Reads archives of arrays, stored or deflated, as {@code numpy.savez} writes them.
 *
 * <p>Arrays are copied out of the archive. What an array's header claims is held against the bytes
 * that its entry could inflate to, and all arrays together against a limit, before memory is taken.
 * Entries that are no arrays are passed over. A file that breaks its format gets {@link
 * ModelFormatException}.
 */
public final class NpzReader {
  /** What {@link #read(Path, Arena)} allows all arrays together: 16 GiB. */
  public static final long DEFAULT_LIMIT_BYTES = 16L << 30;

  static final String EXTENSION = ".npy";

  /** The most arrays in one archive. */
  static final int MAX_ARRAYS = 65_536;

  /** Deflate cannot do better: 258 bytes from two bits. */
  private static final long MAX_DEFLATE_RATIO = 1032;

  private static final int CHUNK_BYTES = 1 << 16;

  private final ZipFile zip;
  private final String source;
  private final Arena arena;
  private long leftBytes;

  private NpzReader(ZipFile zip, String source, Arena arena, long limitBytes) {
    this.zip = zip;
    this.source = source;
    this.arena = arena;
    this.leftBytes = limitBytes;
  }

  /**
   * Reads all arrays in {@code file} into memory of {@code arena}, by name, in the file's order.
   */
  public static Map<String, Tensor> read(Path file, Arena arena) throws IOException {
    return read(file, arena, DEFAULT_LIMIT_BYTES);
  }

  /** The same, where all arrays together may take at most {@code limitBytes}. */
  public static Map<String, Tensor> read(Path file, Arena arena, long limitBytes)
      throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new NpzReader(zip, file.toString(), arena, limitBytes).readAll();
    } catch (ZipException | EOFException e) {
      throw broken(file.toString(), "archive", e);
    }
  }

  private Map<String, Tensor> readAll() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      if (!entry.getName().endsWith(EXTENSION)) {
        continue;
      }
      if (tensors.size() == MAX_ARRAYS) {
        throw error("archive", "more than the " + MAX_ARRAYS + " arrays allowed");
      }
      String name = entry.getName().substring(0, entry.getName().length() - EXTENSION.length());
      if (tensors.put(name, read(entry)) != null) {
        throw error(entry.getName(), "the archive holds this name twice");
      }
    }
    return tensors;
  }

  private Tensor read(ZipEntry entry) throws IOException {
    CRC32 checksum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), checksum)) {
      Tensor tensor = read(entry, in);
      if (in.read() >= 0) {
        throw error(entry.getName(), "found bytes after the array");
      }
      if (checksum.getValue() != entry.getCrc()) {
        throw error(entry.getName(), "the checksum does not match");
      }
      return tensor;
    } catch (ZipException | EOFException e) {
      throw broken(source, entry.getName(), e);
    }
  }

  private Tensor read(ZipEntry entry, InputStream in) throws IOException {
    String name = source + "!" + entry.getName();
    byte[] start = in.readNBytes(NpyHeader.PRELUDE_BYTES);
    int headerBytes = NpyHeader.length(start, name);
    byte[] header = Arrays.copyOf(start, Math.max(headerBytes, start.length));
    int missing = headerBytes - start.length;
    if (missing < 0 || in.readNBytes(header, start.length, missing) < missing) {
      throw error(entry.getName(), "the entry ends within its header");
    }
    NpyHeader parsed = NpyHeader.parse(header, name);
    long byteSize = parsed.type().byteSize(parsed.shape().elementCount());
    // In exact arithmetic: a compressed size from a file can be anything.
    if (byteSize > leftBytes || byteSize / MAX_DEFLATE_RATIO > entry.getCompressedSize()) {
      throw error(
          entry.getName(),
          parsed.type().label()
              + parsed.shape()
              + " takes "
              + byteSize
              + " bytes; the entry has "
              + entry.getCompressedSize()
              + " compressed, and "
              + leftBytes
              + " are left of the limit");
    }
    leftBytes -= byteSize;
    MemorySegment data = NativeMemory.allocate(arena, byteSize);
    fill(data, in, entry.getName());
    if (!NpyOrder.needsCopy(parsed)) {
      return Tensor.of(parsed.type(), parsed.shape(), data);
    }
    MemorySegment ordered = NativeMemory.allocate(arena, byteSize);
    NpyOrder.copy(parsed, data, ordered);
    return Tensor.of(parsed.type(), parsed.shape(), ordered);
  }

  private void fill(MemorySegment data, InputStream in, String entry) throws IOException {
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, data.byteSize())];
    for (long at = 0; at < data.byteSize(); ) {
      int wanted = (int) Math.min(chunk.length, data.byteSize() - at);
      if (in.readNBytes(chunk, 0, wanted) < wanted) {
        throw error(entry, "the entry ends within its data");
      }
      MemorySegment.copy(chunk, 0, data, ValueLayout.JAVA_BYTE, at, wanted);
      at += wanted;
    }
  }

  private ModelFormatException error(String field, String problem) {
    return new ModelFormatException(source, ModelFormatException.NO_OFFSET, field, problem);
  }

  private static ModelFormatException broken(String source, String field, IOException cause) {
    ModelFormatException broken =
        new ModelFormatException(
            source, ModelFormatException.NO_OFFSET, field, "not a sound ZIP archive: " + cause);
    broken.initCause(cause);
    return broken;
  }
}
