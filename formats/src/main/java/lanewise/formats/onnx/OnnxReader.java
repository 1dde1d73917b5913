package lanewise.formats.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.formats.ModelFormatException;
import lanewise.formats.protobuf.WireReader;
import lanewise.natives.memory.MappedFile;

/**
 * Reads ONNX models.
 *
 * <p>Weights are not copied: they are slices of the mapped files, and live as long as the arena. A
 * model is checked as a file, not as a program: whether its nodes make sense is for who plans it.
 * {@code training_info}, {@code doc_string} of anything but the model, quantization annotations and
 * device configurations are passed over. External data must lie in the model's own folder or below
 * it, must not be reached through a symbolic link that leads out of it, and is bounded by the file
 * that it is in; checksums are not verified.
 *
 * <p>Messages nest at most {@link WireReader#MAX_DEPTH} deep (a graph inside a node's attribute
 * takes three levels), tensors have at most {@link #MAX_RANK} dimensions, and the records of a file
 * may take a quarter of the largest Java heap that the process may have; its weights take none. All
 * methods throw {@link ModelFormatException} for a file that breaks its format or passes a limit.
 */
public final class OnnxReader {
  /** The most dimensions that a tensor may have. */
  public static final int MAX_RANK = 64;

  /**
   * A model and the files that its weights lie in.
   *
   * @param mappedFiles the model's file, then those of external data
   */
  public record Opened(OnnxModel model, List<MappedFile> mappedFiles) {
    public Opened {
      mappedFiles = List.copyOf(mappedFiles);
    }
  }

  private OnnxReader() {}

  /** Reads the model in {@code file}, which stays mapped until the last tensor is forgotten. */
  public static OnnxModel read(Path file) throws IOException {
    return open(file, Arena.ofAuto()).model();
  }

  /** Reads the model in {@code file}, which stays mapped as long as {@code arena} is alive. */
  public static Opened open(Path file, Arena arena) throws IOException {
    MappedFile mapped = MappedFile.open(file, arena);
    Path folder = file.toAbsolutePath().getParent();
    ExternalData external = new ExternalData(Optional.of(folder), file.toString(), arena);
    OnnxModel model = read(mapped.segment(), file.toString(), external, arena);
    List<MappedFile> files = new ArrayList<>();
    files.add(mapped);
    files.addAll(external.mappedFiles());
    return new Opened(model, files);
  }

  /**
   * Reads a model from native memory.
   *
   * @param bytes native memory; the model's tensors are slices of it
   * @param source what messages call the model
   * @param baseDirectory where external data is looked for; empty refuses external data
   * @param arena holds external data and decoded numbers
   */
  public static OnnxModel read(
      MemorySegment bytes, String source, Optional<Path> baseDirectory, Arena arena) {
    return read(bytes, source, new ExternalData(baseDirectory, source, arena), arena);
  }

  private static OnnxModel read(
      MemorySegment bytes, String source, ExternalData external, Arena arena) {
    if (!bytes.isNative()) {
      throw new IllegalArgumentException("a model needs native memory, not a heap array");
    }
    return ModelProtoReader.read(new OnnxInput(new WireReader(bytes, source), arena, external));
  }
}
