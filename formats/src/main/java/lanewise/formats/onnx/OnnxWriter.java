package lanewise.formats.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import lanewise.formats.FileReplacement;
import lanewise.formats.protobuf.WireWriter;
import lanewise.natives.memory.NativeMemory;

/**
 * Writes ONNX models and values.
 *
 * <p>All numbers go into {@code raw_data}, also what the reader found in typed fields or in files
 * of external data. A file is written beside its target and renamed over it. One message of
 * protobuf, as its other readers know it, has at most 2 GiB; larger models are refused.
 */
public final class OnnxWriter {
  private OnnxWriter() {}

  /**
   * Writes {@code model} to {@code file}.
   *
   * @throws IllegalArgumentException if it takes more than 2 GiB
   */
  public static void write(OnnxModel model, Path file) throws IOException {
    write(ModelProtoWriter.model(model), file);
  }

  /**
   * Writes {@code value} to {@code file}: a {@code TensorProto}, {@code SequenceProto} and so on.
   */
  public static void write(OnnxValue value, Path file) throws IOException {
    write(TensorProtoWriter.value(value), file);
  }

  /** The bytes of {@code model}'s file, in memory of {@code arena}. */
  public static MemorySegment toSegment(OnnxModel model, Arena arena) {
    return toSegment(ModelProtoWriter.model(model), arena);
  }

  /** The bytes of {@code value}'s file, in memory of {@code arena}. */
  public static MemorySegment toSegment(OnnxValue value, Arena arena) {
    return toSegment(TensorProtoWriter.value(value), arena);
  }

  private static void write(WireWriter message, Path file) throws IOException {
    if (message.byteSize() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          file + " would have " + message.byteSize() + " bytes, protobuf allows 2147483647");
    }
    FileReplacement.write(file, message::writeTo);
  }

  private static MemorySegment toSegment(WireWriter message, Arena arena) {
    MemorySegment segment = NativeMemory.allocate(arena, message.byteSize());
    message.copyTo(segment);
    return segment;
  }
}
