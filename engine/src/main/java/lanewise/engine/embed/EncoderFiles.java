package lanewise.engine.embed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The two files of a text encoder. */
record EncoderFiles(Path network, Path tokenizer) {

  static EncoderFiles find(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return new EncoderFiles(network(path), required(path.resolve("tokenizer.json")));
    }
    Path network = required(path);
    String name = path.getFileName().toString();
    String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    Path own = path.resolveSibling(stem + "-tokenizer.json");
    return new EncoderFiles(
        network, Files.exists(own) ? own : required(path.resolveSibling("tokenizer.json")));
  }

  private static Path network(Path folder) throws IOException {
    Path usual = folder.resolve("model.onnx");
    if (Files.exists(usual)) {
      return usual;
    }
    Path exported = folder.resolve("onnx").resolve("model.onnx");
    if (Files.exists(exported)) {
      return exported;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> networks =
          entries.filter(file -> file.getFileName().toString().endsWith(".onnx")).toList();
      if (networks.size() == 1) {
        return networks.getFirst();
      }
      throw new NoSuchFileException(
          folder.toString(),
          null,
          networks.isEmpty()
              ? "the folder has no model.onnx"
              : "the folder has several .onnx files; name one");
    }
  }

  private static Path required(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "a text encoder needs an ONNX file with tokenizer.json beside it");
    }
    return file;
  }
}
