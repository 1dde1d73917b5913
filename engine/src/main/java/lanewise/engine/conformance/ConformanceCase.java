package lanewise.engine.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lanewise.engine.value.ModelValue;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxReader;
import lanewise.formats.onnx.OnnxTensorReader;
import lanewise.formats.onnx.OnnxValueInfo;

/**
 * A folder in the layout of ONNX's backend tests: {@code model.onnx}, and in each {@code
 * test_data_set_N} the inputs {@code input_M.pb} and the right outputs {@code output_M.pb},
 * numbered as the graph's inputs and outputs are.
 *
 * @param name the folder's path below the folder that was searched, or its own name
 * @param folder where it is
 */
public record ConformanceCase(String name, Path folder) {
  private static final String MODEL = "model.onnx";
  private static final Pattern DATA_SET = Pattern.compile("test_data_set_(\\d{1,9})");

  /** How deep below a folder cases are looked for. */
  public static final int SEARCH_DEPTH = 5;

  /**
   * The cases in {@code root}: itself, or those below it, by name.
   *
   * @throws IOException if it is not a folder or can't be read
   */
  public static List<ConformanceCase> find(Path root) throws IOException {
    if (Files.exists(root) && !Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    try (Stream<Path> paths = Files.walk(root, SEARCH_DEPTH + 1)) {
      return paths
          .filter(path -> path.endsWith(MODEL) && Files.isRegularFile(path))
          .map(model -> of(root, model))
          .sorted(Comparator.comparing(ConformanceCase::name))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static ConformanceCase of(Path root, Path model) {
    Path folder = model.toAbsolutePath().normalize().getParent();
    Path relative = root.toAbsolutePath().normalize().relativize(folder);
    boolean self = relative.toString().isEmpty();
    Path name = self && folder.getFileName() != null ? folder.getFileName() : relative;
    return new ConformanceCase(name.toString(), folder);
  }

  /**
   * Why nobody but the library that made the case's outputs can give them, or empty: they are its
   * generator's random numbers.
   */
  public Optional<String> incomparable() {
    String ownName = Path.of(name).getFileName().toString();
    boolean drops = ownName.startsWith("test_training_dropout") && !ownName.contains("zero_ratio");
    return drops || ownName.startsWith("test_bernoulli")
        ? Optional.of("the outputs are another library's random numbers")
        : Optional.empty();
  }

  public Path modelFile() {
    return folder.resolve(MODEL);
  }

  /** Reads the model's file, which stays mapped as long as {@code arena} is alive. */
  public OnnxModel model(Arena arena) throws IOException {
    return OnnxReader.open(modelFile(), arena).model();
  }

  /** The folders {@code test_data_set_N}, by their numbers. */
  public List<Path> dataSets() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> number(entry) >= 0 && Files.isDirectory(entry))
          .sorted(Comparator.comparingInt(ConformanceCase::number))
          .toList();
    }
  }

  private static int number(Path dataSet) {
    Matcher matcher = DATA_SET.matcher(dataSet.getFileName().toString());
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** The model's inputs without those that are initializers, which keep their values. */
  public static List<OnnxValueInfo> inputs(OnnxModel model) {
    Set<String> initializers = new HashSet<>();
    model.graph().initializers().forEach(initializer -> initializers.add(initializer.name()));
    return model.graph().inputs().stream()
        .filter(input -> !initializers.contains(input.name()))
        .toList();
  }

  /**
   * Reads a data set's files of one kind.
   *
   * @param kind {@code input} or {@code output}
   * @param infos the values that they belong to, in order; each must have its file
   * @param arena files stay mapped as long as it is alive
   * @throws ModelFormatException if a file is missing or unsound
   */
  public static List<ModelValue> values(
      Path dataSet, String kind, List<OnnxValueInfo> infos, Arena arena) throws IOException {
    List<ModelValue> values = new ArrayList<>();
    for (int i = 0; i < infos.size(); i++) {
      Path file = dataSet.resolve(kind + "_" + i + ".pb");
      if (!Files.isRegularFile(file)) {
        throw new ModelFormatException(
            file.toString(),
            ModelFormatException.NO_OFFSET,
            kind + " '" + infos.get(i).name() + "'",
            "there is no such file");
      }
      values.add(ModelValue.of(OnnxTensorReader.read(file, infos.get(i).type(), arena)));
    }
    return values;
  }
}
