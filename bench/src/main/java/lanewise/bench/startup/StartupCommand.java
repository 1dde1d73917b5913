package lanewise.bench.startup;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import lanewise.bench.Environment;
import lanewise.bench.ModelFiles;
import lanewise.bench.Relaunch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench startup}: new processes of both engines, in turns. */
@Command(
    name = "startup",
    description =
        "Starts a new process that opens a text encoder and embeds one sentence, here and in ONNX"
            + " Runtime, in turns, and prints both medians and their ratio (the peer's ÷ ours).",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  lanewise bench startup all-minilm-l6-v2"})
public final class StartupCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "A text encoder's folder, or a built-in model.")
  String model;

  @Option(names = "--runs", defaultValue = "11", description = "Processes of each (default 11).")
  int runs;

  @Option(names = "--threads", defaultValue = "2", description = "Threads of each (default 2).")
  int threads;

  @Option(names = "--text", defaultValue = "How do I reset my password?", description = "The text.")
  String text;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Override
  public Integer call() throws Exception {
    Path folder = ModelFiles.network(model).toAbsolutePath().getParent();
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    double first = 0;
    double peerFirst = 0;
    for (int run = 0; run <= runs; run++) {
      double[] own = start(FirstSentence.class, folder);
      double[] other = start(PeerFirstSentence.class, folder);
      first = own[1];
      peerFirst = other[1];
      if (run > 0) {
        ours.add(own[0]);
        theirs.add(other[0]);
      }
    }
    double ratio = median(theirs) / median(ours);
    boolean agree = Math.abs(first - peerFirst) < 1e-2;
    ObjectNode report = Environment.describe("bench startup " + model);
    report
        .put("lanewiseMillis", median(ours))
        .put("peerMillis", median(theirs))
        .put("ratio", ratio)
        .put("runsEach", runs)
        .put("threads", threads)
        .put("agree", agree);
    if (json) {
      System.out.println(Environment.JSON.writeValueAsString(report));
    } else {
      System.out.printf(
          "lanewise %.0f ms (least %.0f), onnxruntime %.0f ms (least %.0f), ratio %.3f%s%n",
          median(ours),
          Collections.min(ours),
          median(theirs),
          Collections.min(theirs),
          ratio,
          agree ? "" : ", first elements disagree");
    }
    return agree ? 0 : 1;
  }

  /** Milliseconds until the process has ended, and the number that it printed. */
  private double[] start(Class<?> main, Path folder) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Relaunch.javaCommand());
    command.addAll(List.of(main.getName(), folder.toString(), Integer.toString(threads), text));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    double millis = (System.nanoTime() - start) / 1e6;
    if (code != 0) {
      throw new IOException(main.getSimpleName() + " ended with exit code " + code);
    }
    return new double[] {millis, Double.parseDouble(output.strip())};
  }

  private static double median(List<Double> times) {
    List<Double> sorted = new ArrayList<>(times);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
