package lanewise.formats.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.formats.ModelFormatException;
import lanewise.natives.memory.MappedFile;

/**
 * Finds tensors' data in files beside the model.
 *
 * <p>A location is relative and stays in the model's folder, both as it is spelled and after
 * symbolic links are followed. A file is mapped once. Not thread-safe.
 */
final class ExternalData {
  private static final String LOCATION = "external_data.location";

  private final Optional<Path> baseDirectory;
  private final String source;
  private final Arena arena;
  private final Map<String, MappedFile> byLocation = new HashMap<>();
  private final List<MappedFile> mappedFiles = new ArrayList<>();

  ExternalData(Optional<Path> baseDirectory, String source, Arena arena) {
    this.baseDirectory = baseDirectory;
    this.source = source;
    this.arena = arena;
  }

  List<MappedFile> mappedFiles() {
    return mappedFiles;
  }

  /** The {@code byteSize} bytes that the entries of {@code external_data} point to. */
  MemorySegment find(
      String tensor, Map<String, String> entries, long byteSize, long referenceOffset) {
    String location = entries.get("location");
    if (location == null || location.isEmpty()) {
      throw error(referenceOffset, LOCATION, "tensor '" + tensor + "' gives none");
    }
    long offset = number(entries, "offset", 0, referenceOffset);
    long length = number(entries, "length", byteSize, referenceOffset);
    if (length != byteSize) {
      throw error(
          referenceOffset,
          "external_data.length",
          "tensor '" + tensor + "' takes " + byteSize + " bytes, found " + length);
    }
    MappedFile file = byLocation.get(location);
    if (file == null) {
      file = map(location, referenceOffset);
      byLocation.put(location, file);
      mappedFiles.add(file);
    }
    long fileSize = file.segment().byteSize();
    if (offset > fileSize || byteSize > fileSize - offset) {
      throw error(
          referenceOffset,
          "external_data.offset",
          "tensor '"
              + tensor
              + "' wants "
              + byteSize
              + " bytes at "
              + offset
              + ", "
              + location
              + " has "
              + fileSize);
    }
    return file.segment().asSlice(offset, byteSize);
  }

  private MappedFile map(String location, long referenceOffset) {
    if (baseDirectory.isEmpty()) {
      throw error(
          referenceOffset, LOCATION, "found '" + location + "', but the model has no folder");
    }
    Path base = baseDirectory.get().toAbsolutePath().normalize();
    try {
      Path relative = Path.of(location);
      Path inFolder = base.resolve(relative).normalize();
      if (relative.isAbsolute()
          || location.startsWith("/")
          || location.startsWith("\\")
          || inFolder.equals(base)
          || !inFolder.startsWith(base)) {
        throw error(
            referenceOffset,
            LOCATION,
            "found '" + location + "', allowed are relative paths inside the model's folder");
      }
      Path real = inFolder.toRealPath();
      if (!real.startsWith(base.toRealPath())) {
        throw error(
            referenceOffset,
            LOCATION,
            "'" + location + "' is a symbolic link that leads out of the model's folder");
      }
      if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        throw error(referenceOffset, LOCATION, "'" + location + "' is not a regular file");
      }
      return MappedFile.open(real, arena);
    } catch (InvalidPathException | IOException e) {
      ModelFormatException refused =
          error(referenceOffset, LOCATION, "'" + location + "' cannot be opened: " + e);
      refused.initCause(e);
      throw refused;
    }
  }

  private long number(Map<String, String> entries, String key, long absent, long referenceOffset) {
    String text = entries.get(key);
    if (text == null) {
      return absent;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw error(
          referenceOffset, "external_data." + key, "found '" + text + "', allowed are digits");
    }
    throw error(
        referenceOffset, "external_data." + key, "found " + text + ", allowed are 0 and more");
  }

  private ModelFormatException error(long referenceOffset, String field, String problem) {
    return new ModelFormatException(source, referenceOffset, field, problem);
  }
}
