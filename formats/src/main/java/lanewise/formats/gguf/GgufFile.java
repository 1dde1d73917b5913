package lanewise.formats.gguf;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.formats.ModelFormatException;
import lanewise.natives.memory.MappedFile;

/**
 * What a GGUF file holds, or all parts of a split one together. Immutable and thread-safe; tensors
 * and metadata live as long as the arena that the file was opened with.
 */
public final class GgufFile {
  private final int version;
  private final int alignment;
  private final GgufMetadata metadata;
  private final Map<String, GgufTensor> tensors;
  private final List<MappedFile> mappedFiles;

  GgufFile(
      int version,
      int alignment,
      GgufMetadata metadata,
      Map<String, GgufTensor> tensors,
      List<MappedFile> mappedFiles) {
    this.version = version;
    this.alignment = alignment;
    this.metadata = metadata;
    this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    this.mappedFiles = List.copyOf(mappedFiles);
  }

  /** The format's version, 2 or 3. */
  public int version() {
    return version;
  }

  /** Each tensor's first byte is at a multiple of this many bytes after the header. */
  public int alignment() {
    return alignment;
  }

  /** The metadata; that of a split file's first part. */
  public GgufMetadata metadata() {
    return metadata;
  }

  /** All tensors, in the file's order. */
  public Collection<GgufTensor> tensors() {
    return tensors.values();
  }

  public Optional<GgufTensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /**
   * A tensor that must be there.
   *
   * @throws ModelFormatException if it is not
   */
  public GgufTensor tensor(String name) {
    GgufTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ModelFormatException(
          metadata.source(), ModelFormatException.NO_OFFSET, name, "is not among the tensors");
    }
    return tensor;
  }

  /** The files that the tensors lie in; none where memory was read. */
  public List<MappedFile> mappedFiles() {
    return mappedFiles;
  }
}
