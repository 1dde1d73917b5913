package lanewise.bench.startup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import lanewise.bench.report.ReportOptions;
import lanewise.bench.setup.Arguments;
import lanewise.bench.setup.Medians;
import lanewise.bench.setup.ModelFiles;
import lanewise.bench.setup.Relaunch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench startup}: new processes of both engines, in turns. */
@Command(
    name = "startup",
    description =
        "Starts a new process that opens a text encoder and embeds one sentence, here and in ONNX"
            + " Runtime, in turns, and prints both medians and their ratio (the peer's ÷ ours),"
            + " without the Vector API, which neither needs on a CPU that runs machine code:"
            + " as the JVM comes; with the JVM's own cache of loaded classes (-XX:AOTCache), which"
            + " each of the two processes gets from a run of its own; and with that cache and the"
            + " quick compiler alone (-XX:TieredStopAtLevel=1), as suits a short run.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise bench startup all-minilm-l6-v2",
      "  lanewise bench startup all-minilm-l6-v2-q --threads 1 --runs 21 --json"
    })
public final class StartupCommand implements Callable<Integer> {
  /** How far the first elements of normalized vectors may be apart, quantized models included. */
  private static final double AGREEMENT = 1e-2;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+([eE]-?[0-9]+)?");

  /** Neither process needs the Vector API, without which the JVM starts sooner. */
  private static final List<String> FLAGS = List.of("--enable-native-access=ALL-UNNAMED");

  @Spec CommandSpec spec;

  @Mixin ReportOptions report;

  @Parameters(paramLabel = "MODEL", description = "A text encoder's folder, or a built-in model.")
  String model;

  @Option(names = "--runs", defaultValue = "11", description = "Processes of each (default 11).")
  int runs;

  @Option(names = "--threads", defaultValue = "2", description = "Threads of each (default 2).")
  int threads;

  @Option(names = "--text", defaultValue = "How do I reset my password?", description = "The text.")
  String text;

  @Override
  public Integer call() throws Exception {
    Arguments.requirePositive(spec, "--runs", runs);
    Arguments.requirePositive(spec, "--threads", threads);
    Path folder = ModelFiles.network(model).toAbsolutePath().getParent();
    if (!Files.isRegularFile(folder.resolve("tokenizer.json"))) {
      throw new IllegalArgumentException("no tokenizer.json in " + folder);
    }
    ObjectNode figures = report.begin("startup");
    ArrayNode results = JsonNodeFactory.instance.arrayNode();
    Path caches = Files.createTempDirectory("lanewise-startup");
    boolean agree = true;
    try {
      for (Jvm jvm : Jvm.ALL) {
        Side own = new Side(FirstSentence.class, FLAGS, jvm, caches);
        Side other = new Side(PeerFirstSentence.class, FLAGS, jvm, caches);
        own.makeCache(folder);
        other.makeCache(folder);
        agree &= measure(own, other, folder);
        results.add(row(jvm, own, other));
      }
    } finally {
      deleteAll(caches);
    }
    figures.put("peer", "onnxruntime").put("agree", agree);
    figures.set("results", results);
    report.finish(figures);
    return agree ? 0 : 1;
  }

  private boolean measure(Side own, Side other, Path folder)
      throws IOException, InterruptedException {
    boolean agree = true;
    for (int run = 0; run <= runs; run++) {
      Start ours = own.start(folder);
      Start theirs = other.start(folder);
      agree &= Math.abs(ours.firstElement - theirs.firstElement) < AGREEMENT;
      if (run > 0) { // the first finds the files outside the system's cache
        own.millis.add(ours.millis);
        other.millis.add(theirs.millis);
      }
    }
    return agree;
  }

  private ObjectNode row(Jvm jvm, Side own, Side other) {
    double ours = Medians.median(own.millis);
    double theirs = Medians.median(other.millis);
    report.line(
        "JVM %s: lanewise %.0f ms (least %.0f), onnxruntime %.0f ms (least %.0f), ratio %.3f",
        jvm.label,
        ours,
        Collections.min(own.millis),
        theirs,
        Collections.min(other.millis),
        theirs / ours);
    return JsonNodeFactory.instance
        .objectNode()
        .put("jvm", jvm.label)
        .put("threads", threads)
        .put("lanewiseMillis", ours)
        .put("lanewiseLeastMillis", Collections.min(own.millis))
        .put("peerMillis", theirs)
        .put("peerLeastMillis", Collections.min(other.millis))
        .put("ratio", theirs / ours)
        .put("runsEach", runs);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** How long a process took until it had ended, and the number that it printed. */
  private record Start(double millis, double firstElement) {}

  /** How the JVM of both processes runs. */
  private record Jvm(String name, String label, boolean cached, List<String> flags) {
    private static final List<Jvm> ALL =
        List.of(
            new Jvm("plain", "as it comes", false, List.of()),
            new Jvm("cached", "with its AOT cache", true, List.of()),
            new Jvm(
                "short", "with its AOT cache, C1 alone", true, List.of("-XX:TieredStopAtLevel=1")));
  }

  /** One of the two processes, and how long its runs took. */
  private final class Side {
    private final Class<?> main;
    private final List<String> flags;
    private final Path cache;
    private final List<Double> millis = new ArrayList<>();

    Side(Class<?> main, List<String> flags, Jvm jvm, Path caches) {
      this.main = main;
      this.flags = Stream.concat(flags.stream(), jvm.flags.stream()).toList();
      String name = main.getSimpleName() + "-" + jvm.name + ".aot";
      this.cache = jvm.cached ? caches.resolve(name) : null;
    }

    void makeCache(Path folder) throws IOException, InterruptedException {
      if (cache == null) {
        return;
      }
      run(folder, List.of("-XX:AOTCacheOutput=" + cache));
      if (!Files.isRegularFile(cache)) {
        throw new IOException("this JVM made no AOT cache; JDK 25 and newer do");
      }
    }

    Start start(Path folder) throws IOException, InterruptedException {
      return run(folder, cache == null ? List.of() : List.of("-XX:AOTCache=" + cache));
    }

    private Start run(Path folder, List<String> cacheFlags)
        throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(Relaunch.javaCommand(flags));
      command.addAll(1, cacheFlags);
      command.addAll(List.of(main.getName(), folder.toString(), Integer.toString(threads), text));
      Path errors = Files.createTempFile("lanewise-startup", ".txt");
      try {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        double took = (System.nanoTime() - start) / 1e6;
        if (code != 0) {
          throw new IOException(
              main.getSimpleName()
                  + " ended with exit code "
                  + code
                  + ": "
                  + firstError(errors).orElse(output.strip()));
        }
        return new Start(took, number(output));
      } finally {
        Files.delete(errors);
      }
    }
  }

  /** The first line that is a number: the JVM may say something about its cache before. */
  private static double number(String output) throws IOException {
    for (String line : output.lines().toList()) {
      if (NUMBER.matcher(line).matches()) {
        return Double.parseDouble(line);
      }
    }
    throw new IOException("the process printed no number, but: " + output.strip());
  }

  private static Optional<String> firstError(Path errors) throws IOException {
    return Files.readAllLines(errors).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
        .findFirst();
  }
}
