package lanewise.consumer;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A small program that opens a model and runs it, compiled into a folder of its own. */
final class UserProgram {
  private static final long TIMEOUT_SECONDS = 120;

  private final Path folder;
  private final String artifacts;

  /**
   * Compiles the program.
   *
   * @param artifacts the jars or class folders that it may use
   */
  UserProgram(Path folder, List<Path> artifacts) throws IOException, InterruptedException {
    this.folder = folder;
    this.artifacts =
        String.join(File.pathSeparator, artifacts.stream().map(Path::toString).toList());
    List<String> command = new ArrayList<>(List.of("--release", "25", "-p", this.artifacts));
    command.addAll(List.of("-d", folder.resolve("app").toString()));
    for (String source : List.of("module-info.java", "app/Program.java")) {
      Path file = folder.resolve("src").resolve(source);
      Files.createDirectories(file.getParent());
      try (InputStream text = UserProgram.class.getResourceAsStream("/program/" + source)) {
        Files.copy(text, file);
      }
      command.add(file.toString());
    }
    Ended compiler = start("javac", command);
    if (compiler.status() != 0) {
      throw new IllegalStateException("the program does not compile: " + compiler);
    }
  }

  /** Runs the program from the module path. */
  Ended runAsModule(Path model, String... flags) throws IOException, InterruptedException {
    String path = folder.resolve("app") + File.pathSeparator + artifacts;
    List<String> command = new ArrayList<>(List.of(flags));
    command.addAll(List.of("-p", path, "-m", "app/app.Program", model.toString()));
    return start("java", command);
  }

  /** Runs the program from the module path, with the model on this device. */
  Ended runOnDevice(Path model, String device) throws IOException, InterruptedException {
    String path = folder.resolve("app") + File.pathSeparator + artifacts;
    return start("java", List.of("-p", path, "-m", "app/app.Program", model.toString(), device));
  }

  /** Runs the program from the class path. */
  Ended runFromClassPath(Path model, String... flags) throws IOException, InterruptedException {
    String path = folder.resolve("app") + File.pathSeparator + artifacts;
    List<String> command = new ArrayList<>(List.of(flags));
    command.addAll(List.of("-cp", path, "app.Program", model.toString()));
    return start("java", command);
  }

  private Ended start(String tool, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
    command.addAll(arguments);
    Path out = Files.createTempFile(folder, tool, ".out");
    Path err = Files.createTempFile(folder, tool, ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder.environment().keySet().removeIf(name -> name.equals("JAVA_TOOL_OPTIONS"));
    Process process = builder.start();
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException(command + " did not end in " + TIMEOUT_SECONDS + " s");
    }
    return new Ended(process.exitValue(), lines(out), lines(err));
  }

  private static List<String> lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines.toList();
    }
  }

  /** A process that has ended: its exit status and what it wrote. */
  record Ended(int status, List<String> out, List<String> err) {
    long errorLinesWith(String text) {
      return err.stream().filter(line -> line.contains(text)).count();
    }
  }
}
