package lanewise.cli.command;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import lanewise.engine.embed.Embedding;
import lanewise.formats.npy.NpyWriter;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/**
 * All vectors as rows of one NPY file (version 1.0). Rows are written as they come; the header,
 * whose room is kept free, is written last, when their number is known.
 */
final class NpySink implements EmbeddingSink {
  private static final int HEADER_BYTES = 128;

  private final Path file;
  private final PrintWriter out;
  private final Path beside;
  private final OutputStream rows;
  private int size;
  private long count;
  private boolean finished;

  NpySink(Path file, PrintWriter out) throws IOException {
    this.file = file;
    this.out = out;
    this.beside =
        file.resolveSibling(
            "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    // Also where the user ends the process.
    beside.toFile().deleteOnExit();
    this.rows = new BufferedOutputStream(Files.newOutputStream(beside), 1 << 16);
    rows.write(new byte[HEADER_BYTES]);
  }

  /** Throws, before any work is done, where the file can't be written anyway. */
  static void requireWritable(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null) {
      throw new FileSystemException(file.toString(), null, "is a folder, not the name of a file");
    }
    if (!Files.isDirectory(folder)) {
      throw new FileSystemException(file.toString(), null, "there is no folder " + folder);
    }
  }

  @Override
  public void accept(String text, Embedding embedding) throws IOException {
    size = embedding.vector().length;
    ByteBuffer row = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
    row.asFloatBuffer().put(embedding.vector());
    rows.write(row.array());
    count++;
  }

  @Override
  public void finish() throws IOException {
    rows.close();
    try (RandomAccessFile header = new RandomAccessFile(beside.toFile(), "rw")) {
      header.write(header());
    }
    Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    finished = true;
    out.println("wrote " + count + " vectors of " + size + " numbers to " + file);
    out.flush();
  }

  private byte[] header() {
    byte[] header = NpyWriter.header(ElementType.FLOAT32, Shape.of(count, size));
    if (header.length != HEADER_BYTES) {
      throw new IllegalStateException(
          "the header takes " + header.length + " bytes, " + HEADER_BYTES + " were kept free");
    }
    return header;
  }

  @Override
  public void close() throws IOException {
    if (!finished) {
      rows.close();
      Files.deleteIfExists(beside);
    }
  }
}
