package lanewise.formats.npy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import lanewise.formats.FileReplacement;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Writes tensors as NPY files of version 1, which every NumPy reads. */
public final class NpyWriter {
  private static final long WRITTEN_AT_ONCE_BYTES = 1L << 30;

  private NpyWriter() {}

  /**
   * Writes {@code tensor} to {@code file}, beside it first.
   *
   * @throws IllegalArgumentException if its elements are smaller than a byte
   */
  public static void write(Tensor tensor, Path file) throws IOException {
    byte[] header = NpyHeader.bytes(tensor.type(), tensor.shape());
    FileReplacement.write(file, channel -> write(header, tensor, channel));
  }

  /**
   * What stands before the elements of an NPY file, for a writer that learns the shape last. Its
   * length is a multiple of 64 bytes.
   */
  public static byte[] header(ElementType type, Shape shape) {
    return NpyHeader.bytes(type, shape);
  }

  /** Writes {@code tensor} as an NPY file to {@code channel}. */
  public static void write(Tensor tensor, WritableByteChannel channel) throws IOException {
    write(NpyHeader.bytes(tensor.type(), tensor.shape()), tensor, channel);
  }

  private static void write(byte[] header, Tensor tensor, WritableByteChannel channel)
      throws IOException {
    writeAll(ByteBuffer.wrap(header), channel);
    MemorySegment data = tensor.segment();
    for (long from = 0; from < data.byteSize(); from += WRITTEN_AT_ONCE_BYTES) {
      long length = Math.min(WRITTEN_AT_ONCE_BYTES, data.byteSize() - from);
      writeAll(data.asSlice(from, length).asByteBuffer(), channel);
    }
  }

  private static void writeAll(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
