package lanewise.bench.setup;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the model that a command names. */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * The ONNX file of a path (a file, or a folder with {@code model.onnx}) or of a built-in model
   * that was fetched before.
   */
  public static Path network(String model) {
    Path path = Path.of(model);
    if (Files.isRegularFile(path)) {
      return path;
    }
    Path inFolder = path.resolve("model.onnx");
    if (Files.isRegularFile(inFolder)) {
      return inFolder;
    }
    Path cached = cache().resolve(model).resolve("model.onnx");
    if (Files.isRegularFile(cached)) {
      return cached;
    }
    throw new IllegalArgumentException(
        "no model at "
            + path.toAbsolutePath()
            + "; a built-in one is fetched by: lanewise pull NAME");
  }

  private static Path cache() {
    String home = System.getenv("LANEWISE_HOME");
    if (home != null && !home.isEmpty()) {
      return Path.of(home, "models");
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg != null && !xdg.isEmpty()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("lanewise").resolve("models");
  }
}
