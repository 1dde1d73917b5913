package lanewise.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a project gets that depends on {@code lanewise-engine} alone. */
class EngineAsDependencyTest {
  private static final String VECTOR_FLAG = "--add-modules jdk.incubator.vector";
  private static final String ANSWER = "[15.0, 0.0]";

  @TempDir private static Path folder;
  private static NavigableMap<String, Path> artifacts;
  private static UserProgram program;
  private static Path model;

  @BeforeAll
  static void compileProgram() throws Exception {
    artifacts = ownArtifacts();
    program = new UserProgram(folder, List.copyOf(artifacts.values()));
    model = folder.resolve("model.onnx");
    OnnxWriter.write(reluOfProduct(), model);
  }

  @Test
  void bringsLanewisesOwnModulesOnly() {
    assertEquals(
        List.of("lanewise.engine", "lanewise.formats", "lanewise.kernels", "lanewise.natives"),
        List.copyOf(artifacts.keySet()));
  }

  @Test
  void jarsAreTogetherUnderThreeMegabytes() throws Exception {
    long bytes = 0;
    for (Path artifact : artifacts.values()) {
      try (Stream<Path> files = Files.walk(artifact)) {
        bytes += files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
      }
    }
    assertTrue(bytes > 0 && bytes < 3_000_000, "they have " + bytes + " bytes");
  }

  @Test
  void runsFromModulePathWithNoFlag() throws Exception {
    UserProgram.Ended ended = program.runAsModule(model);
    assertEquals(List.of(ANSWER), ended.out(), ended::toString);
    assertEquals(0, ended.status(), ended::toString);
    assertEquals(0, ended.errorLinesWith(VECTOR_FLAG), ended::toString);
  }

  @Test
  void runsFromClassPathWithVectorModule() throws Exception {
    UserProgram.Ended ended =
        program.runFromClassPath(model, "--add-modules", "jdk.incubator.vector");
    assertEquals(List.of(ANSWER), ended.out(), ended::toString);
    assertEquals(0, ended.status(), ended::toString);
    assertEquals(0, ended.errorLinesWith(VECTOR_FLAG), ended::toString);
  }

  @Test
  void runsFromClassPathWithNoFlagAndSaysOnceWhichOneHelps() throws Exception {
    UserProgram.Ended ended = program.runFromClassPath(model);
    assertEquals(List.of(ANSWER), ended.out(), ended::toString);
    assertEquals(0, ended.status(), ended::toString);
    assertEquals(1, ended.errorLinesWith(VECTOR_FLAG), ended::toString);
  }

  @Test
  void saysNothingFromModulePathWithNativeAccess() throws Exception {
    UserProgram.Ended ended = program.runAsModule(model, "--enable-native-access=lanewise.natives");
    assertEquals(List.of(ANSWER), ended.out(), ended::toString);
    assertEquals(List.of("WARNING: Using incubator modules: jdk.incubator.vector"), ended.err());
  }

  @Test
  void saysOnceWhichArtifactIsMissingWhenOpenClIsAskedFor() throws Exception {
    UserProgram.Ended ended = program.runOnDevice(model, "opencl");
    assertEquals(1, ended.status(), ended::toString);
    assertEquals(List.of(), ended.out(), ended::toString);
    assertEquals(1, ended.errorLinesWith("lanewise-opencl"), ended::toString);
  }

  /** Lanewise's modules on this test's class path, by name. */
  private static NavigableMap<String, Path> ownArtifacts() {
    NavigableMap<String, Path> found = new TreeMap<>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (!path.getFileName().toString().equals("test-classes")) {
        for (ModuleReference module : ModuleFinder.of(path).findAll()) {
          if (module.descriptor().name().startsWith("lanewise.")) {
            found.put(module.descriptor().name(), path);
          }
        }
      }
    }
    return found;
  }

  /** {@code y = Relu(x × w)} for {@code x[1, 3]} and {@code w[3, 2]}. */
  private static OnnxModel reluOfProduct() {
    OnnxTensor weights = OnnxTensor.of("w", Tensor.of(new float[] {2, -1, 2, -1, 3, -1}, 3, 2));
    return OnnxModel.of(
        8,
        17,
        OnnxGraph.of(
            "relu-of-product",
            List.of(value("x", 1, 3)),
            List.of(value("y", 1, 2)),
            List.of(
                OnnxNode.of("MatMul", List.of("x", "w"), List.of("product")),
                OnnxNode.of("Relu", List.of("product"), List.of("y"))),
            List.of(weights)));
  }

  private static OnnxValueInfo value(String name, long... dimensions) {
    List<OnnxDimension> shape = new ArrayList<>();
    for (long dimension : dimensions) {
      shape.add(new OnnxDimension.Known(dimension));
    }
    return new OnnxValueInfo(name, new OnnxType.TensorType(OnnxDataType.FLOAT, Optional.of(shape)));
  }
}
