package lanewise.bench.peer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.bench.input.Case;
import lanewise.bench.input.CaseConverter;
import lanewise.bench.input.InputData;
import lanewise.bench.input.InputMaker;
import lanewise.bench.report.ReportOptions;
import lanewise.bench.setup.Arguments;
import lanewise.bench.setup.Medians;
import lanewise.bench.setup.ModelFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench compare}: both engines in turns, and the ratio of their times. */
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
      "  lanewise bench compare model.onnx --cases 1x128,8x128 --threads 1,2 --json",
      "  lanewise bench compare all-minilm-l6-v2 --out bench/results/compare-minilm-f32.json"
    })
public final class CompareCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ReportOptions report;

  @Parameters(paramLabel = "MODEL", description = "An ONNX file, its folder, or a built-in model.")
  String model;

  @Option(names = "--peer", defaultValue = "onnxruntime", description = "onnxruntime.")
  String peer;

  @Option(
      names = "--cases",
      split = ",",
      converter = CaseConverter.class,
      description = "Input sizes, BATCHxLENGTH each (default 1x128,8x128,1x16).")
  List<Case> cases = Case.USUAL;

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

  @Override
  public Integer call() throws Exception {
    if (!peer.equals("onnxruntime")) {
      throw new ParameterException(
          spec.commandLine(), "the peer can be onnxruntime, found '" + peer + "'");
    }
    Arguments.requirePositive(spec, "--threads", threads);
    Arguments.requirePositive(spec, "--seconds", seconds);
    Path network = ModelFiles.network(model);
    ObjectNode figures = report.begin("compare");
    figures.put("peer", peer);
    ArrayNode rows = figures.putArray("results");
    List<Double> ratios = new ArrayList<>();
    boolean agree = true;
    report.line(
        "%-8s %7s %14s %18s %8s %12s",
        "case", "threads", "lanewise ms", peer + " ms", "ratio", "difference");
    for (int count : threads) {
      try (LanewiseEngine ours = new LanewiseEngine(network, count);
          Engine theirs = new OnnxRuntimeEngine(network, count)) {
        double allowed = allowedDifference(ours);
        for (Case size : cases) {
          Map<String, InputData> inputs = InputMaker.make(ours.model().inputs(), size);
          ours.prepare(inputs);
          theirs.prepare(inputs);
          Turns.Times times = Turns.measure(ours, theirs, seconds);
          double difference = Agreement.difference(ours.outputs(), theirs.outputs());
          boolean same = difference <= allowed;
          agree &= same;
          ratios.add(times.ratio());
          addRow(rows, size, count, times, difference, same);
        }
      }
    }
    double mean = Medians.geometricMean(ratios);
    double least = Collections.min(ratios);
    figures.put("geometricMean", mean).put("least", least).put("agree", agree);
    report.line("geometric mean %.3f, least %.3f", mean, least);
    report.finish(figures);
    return agree ? 0 : 1;
  }

  private double allowedDifference(LanewiseEngine engine) {
    if (tolerance >= 0) {
      return tolerance;
    }
    return engine.model().operatorCounts().containsKey("DynamicQuantizeLinear") ? 0.2 : 1e-4;
  }

  private void addRow(
      ArrayNode rows, Case size, int count, Turns.Times times, double difference, boolean same) {
    report.line(
        "%-8s %7d %14.3f %18.3f %8.3f %12.2e%s",
        size,
        count,
        times.oursNanos() / 1e6,
        times.theirsNanos() / 1e6,
        times.ratio(),
        difference,
        same ? "" : "  outputs disagree");
    rows.addObject()
        .put("case", size.toString())
        .put("threads", count)
        .put("lanewiseMillis", times.oursNanos() / 1e6)
        .put("peerMillis", times.theirsNanos() / 1e6)
        .put("ratio", times.ratio())
        .put("runsEach", times.runs())
        .put("difference", difference)
        .put("agree", same);
  }
}
