package lanewise.formats.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.ModelFormatException;
import lanewise.natives.memory.MappedFile;

/**
 * Files that hold one model together: {@code NAME-00001-of-00003.gguf} and so on, each a whole GGUF
 * file with {@code split.no} and {@code split.count}; the first has the model's metadata.
 */
final class GgufSplit {
  private static final String COUNT = "split.count";
  private static final String NUMBER = "split.no";
  private static final String TENSORS = "split.tensors.count";

  /** As many as five digits can name. */
  private static final int MOST_PARTS = 99_999;

  private GgufSplit() {}

  static boolean isPart(GgufMetadata metadata) {
    return metadata.integer(COUNT, 0, MOST_PARTS, 0) > 1;
  }

  /** Opens all parts of the split file that {@code opened}, from {@code file}, is a part of. */
  static GgufFile openAll(Path file, GgufFile opened, Arena arena) throws IOException {
    int count = opened.metadata().integer(COUNT, 2, MOST_PARTS);
    int number = opened.metadata().integer(NUMBER, 0, count - 1);
    String ending = ending(number, count);
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(ending)) {
      throw new ModelFormatException(
          file.toString(),
          ModelFormatException.NO_OFFSET,
          NUMBER,
          "says part "
              + (number + 1)
              + " of "
              + count
              + ", whose name must end in \""
              + ending
              + "\" so that the other parts are found");
    }
    String prefix = name.substring(0, name.length() - ending.length());
    GgufFile first = null;
    Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    List<MappedFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path path = file.resolveSibling(prefix + ending(i, count));
      GgufFile part = i == number ? opened : openPart(path, i, count, arena);
      first = first == null ? part : first;
      files.addAll(part.mappedFiles());
      for (GgufTensor tensor : part.tensors()) {
        if (tensors.put(tensor.name(), tensor) != null) {
          throw new ModelFormatException(
              path.toString(),
              ModelFormatException.NO_OFFSET,
              tensor.name(),
              "is in an earlier part too");
        }
      }
    }
    checkTotal(first.metadata(), tensors.size());
    return new GgufFile(first.version(), first.alignment(), first.metadata(), tensors, files);
  }

  private static GgufFile openPart(Path path, int number, int count, Arena arena)
      throws IOException {
    if (!Files.exists(path)) {
      throw new ModelFormatException(
          path.toString(),
          ModelFormatException.NO_OFFSET,
          COUNT,
          "part " + (number + 1) + " of " + count + " is not there");
    }
    MappedFile mapped = MappedFile.open(path, arena);
    GgufFile part = GgufReader.read(mapped.segment(), path.toString(), List.of(mapped));
    part.metadata().integer(COUNT, count, count);
    part.metadata().integer(NUMBER, number, number);
    return part;
  }

  private static void checkTotal(GgufMetadata metadata, int found) {
    int expected = metadata.integer(TENSORS, 0, Integer.MAX_VALUE, found);
    if (expected != found) {
      throw metadata
          .get(TENSORS)
          .error("is " + expected + ", but the parts have " + found + " tensors together");
    }
  }

  static String ending(int number, int count) {
    return String.format("-%05d-of-%05d.gguf", number + 1, count);
  }
}
