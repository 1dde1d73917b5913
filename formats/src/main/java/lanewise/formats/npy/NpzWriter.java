package lanewise.formats.npy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lanewise.formats.FileReplacement;
import lanewise.kernels.Tensor;

/** Writes archives of arrays, as {@code numpy.savez} and {@code numpy.savez_compressed} do. */
public final class NpzWriter {
  /** The first time that a ZIP archive can tell, so that equal arrays give equal archives. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final int CHUNK_BYTES = 1 << 16;

  private NpzWriter() {}

  /**
   * Writes {@code tensors} by their names to {@code file}, beside it first.
   *
   * @param compress whether to deflate the arrays or to store them as they are
   * @throws IllegalArgumentException if a tensor's elements are smaller than a byte
   */
  public static void write(Map<String, Tensor> tensors, Path file, boolean compress)
      throws IOException {
    FileReplacement.write(
        file,
        channel -> {
          ZipOutputStream zip =
              new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
          for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
            add(zip, named.getKey(), named.getValue(), compress);
          }
          zip.finish();
          zip.flush();
        });
  }

  private static void add(ZipOutputStream zip, String name, Tensor tensor, boolean compress)
      throws IOException {
    byte[] header = NpyHeader.bytes(tensor.type(), tensor.shape());
    ZipEntry entry = new ZipEntry(name + NpzReader.EXTENSION);
    entry.setTimeLocal(EPOCH);
    if (!compress) {
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(header.length + tensor.segment().byteSize());
      entry.setCrc(checksum(header, tensor.segment()));
    }
    zip.putNextEntry(entry);
    zip.write(header);
    byte[] chunk = new byte[CHUNK_BYTES];
    for (long from = 0; from < tensor.segment().byteSize(); from += CHUNK_BYTES) {
      zip.write(chunk, 0, fill(chunk, tensor.segment(), from));
    }
    zip.closeEntry();
  }

  private static long checksum(byte[] header, MemorySegment data) {
    CRC32 checksum = new CRC32();
    checksum.update(header);
    byte[] chunk = new byte[CHUNK_BYTES];
    for (long from = 0; from < data.byteSize(); from += CHUNK_BYTES) {
      checksum.update(chunk, 0, fill(chunk, data, from));
    }
    return checksum.getValue();
  }

  private static int fill(byte[] chunk, MemorySegment data, long from) {
    int length = (int) Math.min(chunk.length, data.byteSize() - from);
    MemorySegment.copy(data, ValueLayout.JAVA_BYTE, from, chunk, 0, length);
    return length;
  }
}
