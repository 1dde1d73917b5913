package lanewise.formats.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lanewise.formats.FileReplacement;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/**
 * Writes GGUF files of version 3: beside the target first, then renamed, so that nobody sees half a
 * file. Tensors are written one after the other, each made when its turn comes: a model that is
 * larger than the memory can be written.
 */
public final class GgufWriter {
  private static final long WRITTEN_AT_ONCE_BYTES = 64L << 20;

  /** Makes a tensor's bytes. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes exactly the tensor's bytes.
     *
     * @throws IOException if the channel can't take them
     */
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /**
   * A tensor to be written.
   *
   * @param shape the outermost dimension first
   */
  public record Source(String name, ElementType type, Shape shape, Content content) {
    /** A tensor as another file has it. */
    public static Source of(GgufTensor tensor) {
      return of(tensor.name(), tensor.type(), tensor.shape(), tensor.segment());
    }

    /** A tensor whose bytes are in memory. */
    public static Source of(String name, ElementType type, Shape shape, MemorySegment bytes) {
      return new Source(name, type, shape, channel -> write(bytes, channel));
    }

    long byteSize() {
      return type.byteSize(shape.elementCount());
    }
  }

  private GgufWriter() {}

  /**
   * Writes a file. The tensors keep their order; {@code general.alignment} is obeyed.
   *
   * @throws IllegalArgumentException if two tensors have one name, or one has a type, rank or name
   *     that GGUF does not allow
   */
  public static void write(Path target, GgufMetadata metadata, List<Source> tensors)
      throws IOException {
    int alignment =
        metadata.integer(GgufReader.ALIGNMENT, 1, 1 << 20, GgufReader.DEFAULT_ALIGNMENT);
    byte[] header = header(metadata, tensors, alignment);
    FileReplacement.write(
        target,
        channel -> {
          writeAll(ByteBuffer.wrap(header), channel);
          pad(channel, header.length, alignment);
          for (Source tensor : tensors) {
            long start = channel.position();
            tensor.content().writeTo(channel);
            long written = channel.position() - start;
            if (written != tensor.byteSize()) {
              throw new IOException(
                  tensor.name()
                      + " has "
                      + tensor.byteSize()
                      + " bytes, but "
                      + written
                      + " were written");
            }
            pad(channel, written, alignment);
          }
        });
  }

  private static byte[] header(GgufMetadata metadata, List<Source> tensors, int alignment) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    putInt(out, GgufReader.MAGIC);
    putInt(out, GgufReader.NEWEST_VERSION);
    putLong(out, tensors.size());
    putLong(out, metadata.values().size());
    for (GgufValue value : metadata.values()) {
      putString(out, value.key());
      putInt(out, value.type().id());
      out.writeBytes(value.bytes().toArray(ValueLayout.JAVA_BYTE));
    }
    long offset = 0;
    Set<String> names = new HashSet<>();
    for (Source tensor : tensors) {
      check(tensor, names);
      putString(out, tensor.name());
      putInt(out, tensor.shape().rank());
      for (int i = tensor.shape().rank() - 1; i >= 0; i--) {
        putLong(out, tensor.shape().dim(i));
      }
      putInt(out, GgufTensorTypes.id(tensor.type()));
      putLong(out, offset);
      offset = GgufTensorTable.roundUp(Math.addExact(offset, tensor.byteSize()), alignment);
    }
    return out.toByteArray();
  }

  private static void check(Source tensor, Set<String> names) {
    int nameBytes = tensor.name().getBytes(StandardCharsets.UTF_8).length;
    if (nameBytes == 0 || nameBytes > GgufTensorTable.MOST_NAME_BYTES) {
      throw new IllegalArgumentException(
          "a tensor's name has 1 to "
              + GgufTensorTable.MOST_NAME_BYTES
              + " bytes, \""
              + tensor.name()
              + "\" has "
              + nameBytes);
    }
    if (!names.add(tensor.name())) {
      throw new IllegalArgumentException("two tensors are named \"" + tensor.name() + "\"");
    }
    Shape shape = tensor.shape();
    if (shape.rank() > GgufTensorTable.MOST_RANK) {
      throw new IllegalArgumentException(
          tensor.name() + shape + " has more than " + GgufTensorTable.MOST_RANK + " dimensions");
    }
    long inner = shape.rank() == 0 ? 1 : shape.dim(shape.rank() - 1);
    if (inner % tensor.type().blockElements() != 0) {
      throw new IllegalArgumentException(
          tensor.name()
              + shape
              + ": rows of "
              + tensor.type().label()
              + " are multiples of "
              + tensor.type().blockElements());
    }
  }

  private static void pad(WritableByteChannel channel, long length, int alignment)
      throws IOException {
    int padding = (int) (GgufTensorTable.roundUp(length, alignment) - length);
    writeAll(ByteBuffer.allocate(padding), channel);
  }

  private static void write(MemorySegment bytes, WritableByteChannel channel) throws IOException {
    for (long from = 0; from < bytes.byteSize(); from += WRITTEN_AT_ONCE_BYTES) {
      long length = Math.min(WRITTEN_AT_ONCE_BYTES, bytes.byteSize() - from);
      writeAll(bytes.asSlice(from, length).asByteBuffer(), channel);
    }
  }

  private static void writeAll(ByteBuffer buffer, WritableByteChannel channel) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void putString(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    putLong(out, bytes.length);
    out.writeBytes(bytes);
  }

  private static void putInt(ByteArrayOutputStream out, int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }

  private static void putLong(ByteArrayOutputStream out, long value) {
    out.writeBytes(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
  }
}
