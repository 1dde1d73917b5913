package lanewise.bench.peer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.bench.Environment;
import lanewise.bench.ModelFiles;
import lanewise.bench.model.Case;
import lanewise.bench.model.InputMaker;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench compare}: both engines in turns, and the ratio of their medians. */
@Command(
    name = "compare",
    description =
        "Runs a model here and in another engine, in turns in one process on the same inputs, checks"
            + " that the outputs agree, and prints both medians and their ratio (the peer's time ÷"
            + " ours: above 1 is faster).",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise bench compare all-minilm-l6-v2 --peer onnxruntime",
      "  lanewise bench compare model.onnx --cases 1x128,8x128 --threads 1,2 --json"
    })
public final class CompareCommand implements Callable<Integer> {
  @Parameters(paramLabel = "MODEL", description = "An ONNX file, its folder, or a built-in model.")
  String model;

  @Option(names = "--peer", defaultValue = "onnxruntime", description = "onnxruntime.")
  String peer;

  @Option(
      names = "--cases",
      split = ",",
      description = "Input sizes, BATCHxLENGTH each (default 1x128,8x128,1x16).")
  List<String> cases = Case.USUAL.stream().map(Case::toString).toList();

  @Option(names = "--threads", split = ",", description = "Numbers of threads (default 1,2).")
  List<Integer> threads = List.of(1, 2);

  @Option(
      names = "--seconds",
      defaultValue = "6",
      description = "Time for each case, both engines together, after the warm-up (default 6).")
  double seconds;

  @Option(
      names = "--tolerance",
      defaultValue = "-1",
      description =
          "Largest difference of an output element, relative to the largest element (default 1e-4;"
              + " 0.2 for models that quantize while they run, whose engines differ from themselves by"
              + " as much).")
  double tolerance;

  @Option(names = "--json", description = "Print JSON.")
  boolean json;

  @Override
  public Integer call() throws Exception {
    if (!peer.equals("onnxruntime")) {
      throw new IllegalArgumentException("the peer can be onnxruntime, found '" + peer + "'");
    }
    List<Case> sizes = cases.stream().map(Case::parse).toList();
    Path network = ModelFiles.network(model);
    ObjectNode report = Environment.describe("bench compare " + model + " --peer " + peer);
    ArrayNode rows = report.putArray("results");
    List<Double> ratios = new ArrayList<>();
    boolean agree = true;
    if (!json) {
      System.out.printf(
          "%-8s %7s %14s %18s %8s %12s%n",
          "case", "threads", "lanewise ms", peer + " ms", "ratio", "difference");
    }
    for (int count : threads) {
      try (LanewiseEngine ours = new LanewiseEngine(network, count);
          Engine theirs = new OnnxRuntimeEngine(network, count)) {
        double allowed = allowedDifference(ours);
        for (Case size : sizes) {
          Map<String, InputData> inputs = InputMaker.make(ours.model().inputs(), size);
          ours.prepare(inputs);
          theirs.prepare(inputs);
          Turns.Medians medians = Turns.measure(ours, theirs, seconds);
          double difference = Agreement.difference(ours.outputs(), theirs.outputs());
          boolean same = difference <= allowed;
          agree &= same;
          ratios.add(medians.ratio());
          addRow(rows, size, count, medians, difference, same);
        }
      }
    }
    double mean = Math.exp(ratios.stream().mapToDouble(Math::log).average().orElse(Double.NaN));
    double least = ratios.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    report.put("geometricMean", mean).put("least", least).put("agree", agree);
    if (json) {
      System.out.println(Environment.JSON.writeValueAsString(report));
    } else {
      System.out.printf("geometric mean %.3f, least %.3f%n", mean, least);
    }
    return agree ? 0 : 1;
  }

  private double allowedDifference(LanewiseEngine engine) {
    if (tolerance >= 0) {
      return tolerance;
    }
    return engine.model().operatorCounts().containsKey("DynamicQuantizeLinear") ? 0.2 : 1e-4;
  }

  private void addRow(
      ArrayNode rows,
      Case size,
      int count,
      Turns.Medians medians,
      double difference,
      boolean same) {
    if (!json) {
      System.out.printf(
          "%-8s %7d %14.3f %18.3f %8.3f %12.2e%s%n",
          size,
          count,
          medians.oursNanos() / 1e6,
          medians.theirsNanos() / 1e6,
          medians.ratio(),
          difference,
          same ? "" : "  outputs disagree");
    }
    rows.addObject()
        .put("case", size.toString())
        .put("threads", count)
        .put("lanewiseMillis", medians.oursNanos() / 1e6)
        .put("peerMillis", medians.theirsNanos() / 1e6)
        .put("ratio", medians.ratio())
        .put("runsEach", medians.runs())
        .put("difference", difference)
        .put("agree", same);
  }
}
