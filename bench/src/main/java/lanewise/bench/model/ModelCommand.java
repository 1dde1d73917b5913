package lanewise.bench.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import lanewise.bench.input.Case;
import lanewise.bench.input.InputMaker;
import lanewise.bench.peer.LanewiseEngine;
import lanewise.bench.report.ReportOptions;
import lanewise.bench.setup.Arguments;
import lanewise.bench.setup.ModelFiles;
import lanewise.engine.DeviceOptions;
import lanewise.engine.ModelOptions;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench model}: how long a call takes, in percentiles. */
@Command(
    name = "model",
    description = "Measures a model's latency and throughput.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise bench model all-minilm-l6-v2",
      "  lanewise bench model resnet50.onnx --batch 8 --threads 1,2 --json",
      "  lanewise bench model all-minilm-l6-v2 --device opencl --batch 32"
    })
public final class ModelCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ReportOptions report;

  @Parameters(paramLabel = "MODEL", description = "An ONNX file, its folder, or a built-in model.")
  String model;

  @Option(names = "--batch", defaultValue = "1", description = "Inputs in one call (default 1).")
  int batch;

  @Option(names = "--seq", defaultValue = "128", description = "Tokens of an input (default 128).")
  int length;

  @Option(
      names = "--threads",
      split = ",",
      description = "Numbers of threads, such as 1,2 (default: all cores).")
  List<Integer> threads = List.of(Runtime.getRuntime().availableProcessors());

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description =
          "Time for each measurement, after as long a warm-up of at most 3 s (default 5).")
  double seconds;

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Where to compute: cpu (the default), opencl, or opencl:1 for the second device.")
  String device = DeviceOptions.defaults().name();

  @Override
  public Integer call() throws Exception {
    Arguments.requirePositive(spec, "--batch", batch);
    Arguments.requirePositive(spec, "--seq", length);
    Arguments.requirePositive(spec, "--threads", threads);
    Arguments.requirePositive(spec, "--seconds", seconds);
    Path network = ModelFiles.network(model);
    ObjectNode figures = report.begin("model");
    figures.put("device", device);
    ArrayNode rows = figures.putArray("results");
    report.line(
        "%-8s %7s %10s %10s %10s %10s %10s %10s %12s",
        "case", "threads", "mean ms", "p50", "p90", "p99", "p99.9", "max", "inputs/s");
    for (int count : threads) {
      ModelOptions options =
          ModelOptions.defaults().withThreads(count).withDevice(DeviceOptions.of(device));
      try (LanewiseEngine engine = new LanewiseEngine(network, options)) {
        Case size = new Case(batch, length);
        engine.prepare(InputMaker.make(engine.model().inputs(), size));
        Histogram histogram = measure(engine);
        addRow(rows, size, count, histogram);
      }
    }
    report.finish(figures);
    return 0;
  }

  private Histogram measure(LanewiseEngine engine) {
    long warmUpEnd = System.nanoTime() + (long) (Math.min(3, seconds) * 1e9);
    while (System.nanoTime() < warmUpEnd) {
      engine.run();
    }
    Histogram histogram = new Histogram(3);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      long start = System.nanoTime();
      engine.run();
      histogram.recordValue(System.nanoTime() - start);
    } while (System.nanoTime() < end);
    return histogram;
  }

  private void addRow(ArrayNode rows, Case size, int count, Histogram histogram) {
    double perSecond = size.batch() * 1e9 / histogram.getMean();
    report.line(
        "%-8s %7d %10.3f %10.3f %10.3f %10.3f %10.3f %10.3f %12.1f",
        size,
        count,
        histogram.getMean() / 1e6,
        millis(histogram, 50),
        millis(histogram, 90),
        millis(histogram, 99),
        millis(histogram, 99.9),
        histogram.getMaxValue() / 1e6,
        perSecond);
    rows.addObject()
        .put("case", size.toString())
        .put("threads", count)
        .put("calls", histogram.getTotalCount())
        .put("meanMillis", histogram.getMean() / 1e6)
        .put("p50Millis", millis(histogram, 50))
        .put("p90Millis", millis(histogram, 90))
        .put("p99Millis", millis(histogram, 99))
        .put("p999Millis", millis(histogram, 99.9))
        .put("maxMillis", histogram.getMaxValue() / 1e6)
        .put("inputsPerSecond", perSecond);
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }
}
