package lanewise.bench.startup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import lanewise.bench.Arguments;
import lanewise.bench.Medians;
import lanewise.bench.ModelFiles;
import lanewise.bench.Relaunch;
import lanewise.bench.report.ReportOptions;
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
            + " Runtime, in turns, and prints both medians and their ratio (the peer's ÷ ours).",
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
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    boolean agree = true;
    for (int run = 0; run <= runs; run++) {
      Start own = start(FirstSentence.class, folder);
      Start other = start(PeerFirstSentence.class, folder);
      agree &= Math.abs(own.firstElement - other.firstElement) < AGREEMENT;
      if (run > 0) { // the first finds the files outside the system's cache
        ours.add(own.millis);
        theirs.add(other.millis);
      }
    }
    double ratio = Medians.median(theirs) / Medians.median(ours);
    ObjectNode figures = report.begin("startup");
    figures.put("peer", "onnxruntime").put("agree", agree);
    figures
        .putArray("results")
        .addObject()
        .put("threads", threads)
        .put("lanewiseMillis", Medians.median(ours))
        .put("lanewiseLeastMillis", Collections.min(ours))
        .put("peerMillis", Medians.median(theirs))
        .put("peerLeastMillis", Collections.min(theirs))
        .put("ratio", ratio)
        .put("runsEach", runs);
    report.line(
        "lanewise %.0f ms (least %.0f), onnxruntime %.0f ms (least %.0f), ratio %.3f%s",
        Medians.median(ours),
        Collections.min(ours),
        Medians.median(theirs),
        Collections.min(theirs),
        ratio,
        agree ? "" : ", first elements disagree");
    report.finish(figures);
    return agree ? 0 : 1;
  }

  /** How long a process took until it had ended, and the number that it printed. */
  private record Start(double millis, double firstElement) {}

  private Start start(Class<?> main, Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Relaunch.javaCommand());
    command.addAll(List.of(main.getName(), folder.toString(), Integer.toString(threads), text));
    Path errors = Files.createTempFile("lanewise-startup", ".txt");
    try {
      long start = System.nanoTime();
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      double millis = (System.nanoTime() - start) / 1e6;
      if (code != 0) {
        throw new IOException(
            main.getSimpleName() + " ended with exit code " + code + ": " + firstError(errors));
      }
      return new Start(millis, Double.parseDouble(output.strip()));
    } finally {
      Files.delete(errors);
    }
  }

  private static String firstError(Path errors) throws IOException {
    return Files.readAllLines(errors).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("WARNING"))
        .findFirst()
        .orElse("no message");
  }
}
