package lanewise.cli.catalogue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Gets single jars through Maven, from its local repository where they are there already. */
final class MavenJars {
  /** Where the launcher says the clone is; it has a Maven wrapper. */
  private static final String ROOT_PROPERTY = "lanewise.root";

  /** What a process gives back that SIGINT or SIGTERM ended. */
  private static final int ENDED_BY_KEYBOARD = 130;

  private static final int ENDED_BY_SIGNAL = 143;

  private MavenJars() {}

  /** The entry's jar: Maven's own copy, or one in {@code folder}. */
  static Path fetch(CatalogueEntry entry, Path folder) throws IOException, InterruptedException {
    Path local = localRepository();
    for (String part : entry.groupId().split("\\.", -1)) {
      local = local.resolve(part);
    }
    local = local.resolve(entry.artifactId()).resolve(entry.version()).resolve(entry.jarName());
    if (Files.isRegularFile(local)) {
      return local;
    }
    List<String> command = new ArrayList<>(mavenCommand());
    command.addAll(
        List.of(
            "--batch-mode",
            "--quiet",
            "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy",
            "-Dartifact=" + entry.coordinates(),
            "-DoutputDirectory=" + folder.toAbsolutePath(),
            "-Dmdep.overWriteReleases=true"));
    run(command, folder, entry);
    Path jar = folder.resolve(entry.jarName());
    if (!Files.isRegularFile(jar)) {
      throw new IOException("Maven ended well but did not bring " + jar.getFileName());
    }
    return jar;
  }

  /** Deletes the jar if it is a copy in {@code folder}. */
  static void forget(Path jar, Path folder) throws IOException {
    if (jar.startsWith(folder)) {
      Files.deleteIfExists(jar);
    }
  }

  private static Path localRepository() {
    String set = System.getProperty("maven.repo.local");
    return set != null
        ? Path.of(set)
        : Path.of(System.getProperty("user.home"), ".m2", "repository");
  }

  private static List<String> mavenCommand() {
    boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    String root = System.getProperty(ROOT_PROPERTY);
    if (root != null) {
      Path wrapper = Path.of(root, windows ? "mvnw.cmd" : "mvnw");
      if (Files.isRegularFile(wrapper)) {
        return List.of(wrapper.toString());
      }
    }
    return List.of(windows ? "mvn.cmd" : "mvn");
  }

  private static void run(List<String> command, Path folder, CatalogueEntry entry)
      throws IOException, InterruptedException {
    Path log = folder.resolve("fetch.log");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(devNull().toFile()))
              .start();
    } catch (IOException e) {
      throw new IOException(
          "fetching "
              + entry.name()
              + " needs Maven, and "
              + command.getFirst()
              + " can't be started: install Maven, or give --model a folder",
          e);
    }
    // Where the user ends this process, Maven ends with it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    int code;
    try {
      code = process.waitFor();
    } finally {
      process.destroy();
    }
    if (code == ENDED_BY_KEYBOARD || code == ENDED_BY_SIGNAL) {
      throw new InterruptedException("fetching was interrupted");
    }
    if (code != 0) {
      throw new IOException(
          "Maven could not fetch "
              + entry.coordinates()
              + " (is there a network?): "
              + lastError(log)
              + "; all of its output is in "
              + log);
    }
    Files.deleteIfExists(log);
  }

  private static Path devNull() {
    Path unix = Path.of("/dev/null");
    return Files.exists(unix) ? unix : Path.of("NUL");
  }

  private static String lastError(Path log) throws IOException {
    return Files.readAllLines(log, StandardCharsets.UTF_8).stream()
        .filter(line -> line.contains("ERROR"))
        .findFirst()
        .orElse("no message");
  }
}
