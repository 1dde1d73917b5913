package lanewise.formats.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import lanewise.formats.ModelFormatException;
import lanewise.formats.protobuf.WireReader;
import lanewise.natives.memory.MappedFile;

/**
 * Reads files that hold one value: a {@code TensorProto}, as ONNX's test data does, a {@code
 * SequenceProto} or an {@code OptionalProto}.
 *
 * <p>Such a file does not say which of them it is: the type of the graph's input or output does.
 * The values' memory lives as long as the arena. All methods throw {@link ModelFormatException} for
 * a file that breaks its format.
 */
public final class OnnxTensorReader {
  private OnnxTensorReader() {}

  /** Reads the tensor in {@code file}, which stays mapped until the tensor is forgotten. */
  public static OnnxTensor read(Path file) throws IOException {
    return read(file, Arena.ofAuto());
  }

  /** Reads the tensor in {@code file}, which stays mapped as long as {@code arena} is alive. */
  public static OnnxTensor read(Path file, Arena arena) throws IOException {
    return TensorProtoReader.read(input(file, arena));
  }

  /** Reads a tensor from native memory; {@code source} is what messages call it. */
  public static OnnxTensor read(MemorySegment bytes, String source, Arena arena) {
    return TensorProtoReader.read(input(bytes, source, arena));
  }

  /**
   * Reads the value in {@code file}, which stays mapped as long as {@code arena} is alive.
   *
   * @param type tells which message the file holds; an unspecified type means a tensor
   */
  public static OnnxValue read(Path file, OnnxType type, Arena arena) throws IOException {
    return read(input(file, arena), type);
  }

  /** Reads a value of the given type from native memory. */
  public static OnnxValue read(MemorySegment bytes, String source, OnnxType type, Arena arena) {
    return read(input(bytes, source, arena), type);
  }

  private static OnnxValue read(OnnxInput input, OnnxType type) {
    return switch (type) {
      case OnnxType.TensorType tensor -> TensorProtoReader.read(input);
      case OnnxType.UnspecifiedType unspecified -> TensorProtoReader.read(input);
      case OnnxType.SparseTensorType sparse -> TensorProtoReader.readSparse(input);
      case OnnxType.SequenceType sequence -> ValueProtoReader.readSequence(input);
      case OnnxType.OptionalType optional -> ValueProtoReader.readOptional(input);
      case OnnxType.MapType map -> ValueProtoReader.readMap(input);
    };
  }

  private static OnnxInput input(Path file, Arena arena) throws IOException {
    return input(MappedFile.open(file, arena).segment(), file.toString(), arena);
  }

  private static OnnxInput input(MemorySegment bytes, String source, Arena arena) {
    if (!bytes.isNative()) {
      throw new IllegalArgumentException("a tensor needs native memory, not a heap array");
    }
    ExternalData none = new ExternalData(Optional.empty(), source, arena);
    return new OnnxInput(new WireReader(bytes, source), arena, none);
  }
}
