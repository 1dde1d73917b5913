package lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads all models and values of the reference data, writes them and reads them again. */
final class OnnxReferenceTest {
  private static Path reference(String name) {
    String folder = System.getenv("LANEWISE_REFERENCE_DATA");
    Path path = Path.of(folder == null ? "../../shared/data" : folder).resolve(name);
    assumeTrue(
        Files.isDirectory(path), path + " is absent; LANEWISE_REFERENCE_DATA tells where it is");
    return path;
  }

  private static List<Path> files(Path folder, String extension) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(extension)).sorted().toList();
    }
  }

  private static OnnxModel checkModel(Path file) throws IOException {
    OnnxModel model = OnnxReader.read(file);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment written = OnnxWriter.toSegment(model, arena);
      assertEquals(
          model, OnnxReader.read(written, "again", Optional.empty(), arena), file.toString());
    }
    return model;
  }

  @Test
  void wholeArchitecturesSurviveARoundTrip() throws IOException {
    List<Path> files = files(reference("onnx/light"), ".onnx");
    assertTrue(files.size() >= 5, files.size() + " models");
    for (Path file : files) {
      checkModel(file);
    }
  }

  @Test
  void operatorCasesSurviveARoundTrip() throws IOException {
    List<Path> files = files(reference("onnx/node"), "model.onnx");
    assertTrue(files.size() >= 1500, files.size() + " models");
    int values = 0;
    for (Path file : files) {
      OnnxGraph graph = checkModel(file).graph();
      values += checkValues(file.resolveSibling("test_data_set_0"), "input_", graph.inputs());
      values += checkValues(file.resolveSibling("test_data_set_0"), "output_", graph.outputs());
    }
    assertTrue(values >= 3000, values + " values");
  }

  private static int checkValues(Path set, String prefix, List<OnnxValueInfo> infos)
      throws IOException {
    int checked = 0;
    for (int index = 0; index < infos.size(); index++) {
      Path file = set.resolve(prefix + index + ".pb");
      if (!Files.exists(file)) {
        continue;
      }
      OnnxType type = infos.get(index).type();
      try (Arena arena = Arena.ofConfined()) {
        OnnxValue value = OnnxTensorReader.read(file, type, arena);
        MemorySegment written = OnnxWriter.toSegment(value, arena);
        assertEquals(value, OnnxTensorReader.read(written, "again", type, arena), file.toString());
        checked++;
      }
    }
    return checked;
  }
}
