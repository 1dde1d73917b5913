package lanewise.bench.kernel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import lanewise.bench.setup.Medians;
import lanewise.kernels.ceiling.Ceiling;
import lanewise.kernels.ceiling.CeilingProbe;
import lanewise.kernels.ceiling.Ceilings;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Puts JMH's results beside the ceilings that were measured in the same run. */
final class KernelReport {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String THREADS = "threads";

  private final Map<Integer, Ceilings> ceilings;
  private final Map<String, List<Double>> turns;

  /**
   * @param ceilings measured once, by the number of threads
   * @param turns measured in turns with the work, by {@link TurnLog#key}
   */
  KernelReport(Map<Integer, Ceilings> ceilings, Map<String, List<Double>> turns) {
    this.ceilings = ceilings;
    this.turns = turns;
  }

  /** Adds the ceilings. */
  static void fill(ObjectNode report, Map<Integer, Ceilings> ceilings) {
    ArrayNode all = report.putArray("ceilings");
    for (Ceilings ceiling : ceilings.values()) {
      ObjectNode node = all.addObject();
      node.put(THREADS, ceiling.threads());
      put(node, "fmaGflops", ceiling.rate(Ceiling.FMA_F32));
      put(node, "bf16Gflops", ceiling.rate(Ceiling.DOT_BF16));
      put(node, "dotGops", ceiling.rate(Ceiling.DOT_INT8));
      ArrayNode reads = node.putArray("reads");
      ceiling
          .readGbs()
          .forEach((bytes, gbs) -> reads.addObject().put("bytes", bytes).put("gbs", gbs));
    }
  }

  /** Adds the ceilings and a row for each result. */
  void fill(ObjectNode report, Collection<RunResult> results) {
    fill(report, ceilings);
    results.stream()
        .findFirst()
        .ifPresent(first -> {
          IterationParams iterations = first.getParams().getMeasurement();
          report.put("forks", first.getParams().getForks());
          report.put("iterations", iterations.getCount());
          report.put("iterationMillis", iterations.getTime().convertTo(TimeUnit.MILLISECONDS));
        });
    ArrayNode rows = report.putArray("results");
    for (RunResult result : results) {
      addRow(rows.addObject(), result);
    }
  }

  private void addRow(ObjectNode row, RunResult result) {
    BenchmarkParams parameters = result.getParams();
    String name = KernelRuns.shortName(parameters.getBenchmark());
    Result<?> time = result.getPrimaryResult();
    row.put("kernel", name.replace("Benchmark.", "."));
    for (String parameter : parameters.getParamsKeys()) {
      if (!parameter.equals(THREADS)) {
        row.put(parameter, parameters.getParam(parameter));
      }
    }
    if (parameters.getParamsKeys().contains(THREADS)) {
      row.put(THREADS, Integer.parseInt(parameters.getParam(THREADS)));
    }
    row.put("micros", time.getScore());
    if (Double.isFinite(time.getScoreError())) {
      row.put("errorMicros", time.getScoreError());
    }
    row.put("samples", time.getSampleCount());
    result.getSecondaryResults().values().stream()
        .filter(second -> second.getLabel().endsWith(ALLOCATION))
        .forEach(second -> row.put("allocatedBytes", second.getScore()));
    if (row.has("shape") && row.has(THREADS)) {
      Ceilings ceiling = ceilings.get(row.get(THREADS).asInt());
      KernelWork.of(name, parameters.getParam("shape"))
          .ifPresent(work -> {
            List<Double> ofTurns = turns.getOrDefault(TurnLog.key(parameters), List.of());
            OptionalDouble limit =
                ofTurns.isEmpty()
                    ? ceiling(work, ceiling)
                    : OptionalDouble.of(Medians.median(ofTurns));
            addRates(row, work, time.getScore(), limit);
            share(work, micros(result), ofTurns)
                .ifPresent(share -> row.put("percentOfCeiling", 100 * share));
          });
    }
  }

  /** The times of a run's iterations, fork after fork. */
  private static List<Double> micros(RunResult result) {
    return result.getBenchmarkResults().stream()
        .flatMap(fork -> fork.getIterationResults().stream())
        .map(iteration -> iteration.getPrimaryResult().getScore())
        .toList();
  }

  /**
   * The median, over iterations, of what was reached as a share of the ceiling around it.
   *
   * @param micros an iteration's time each
   * @param ofTurns the ceiling before and after each iteration
   */
  static OptionalDouble share(KernelWork work, List<Double> micros, List<Double> ofTurns) {
    if (micros.isEmpty() || ofTurns.size() != 2 * micros.size()) {
      return OptionalDouble.empty();
    }
    List<Double> shares = new ArrayList<>();
    for (int i = 0; i < micros.size(); i++) {
      double limit = (ofTurns.get(2 * i) + ofTurns.get(2 * i + 1)) / 2;
      shares.add(rate(work, micros.get(i)) / limit);
    }
    return OptionalDouble.of(Medians.median(shares));
  }

  /** What a run of {@code micros} µs reaches, in 10⁹ operations or bytes a second. */
  private static double rate(KernelWork work, double micros) {
    boolean reads = work.bound() == KernelWork.Bound.READ;
    return (reads ? work.bytes() : work.operations()) / micros / 1e3;
  }

  private static void put(ObjectNode node, String name, OptionalDouble value) {
    value.ifPresent(present -> node.put(name, present));
  }

  /** The ceiling of the run. */
  static OptionalDouble ceiling(KernelWork work, Ceilings ofRun) {
    if (ofRun == null) {
      return OptionalDouble.empty();
    }
    Ceiling ceiling = work.bound().ceiling();
    if (ceiling != Ceiling.READ) {
      return ofRun.rate(ceiling);
    }
    Double read = ofRun.readGbs().get(CeilingProbe.rounded((long) work.bytes()));
    return read == null ? OptionalDouble.empty() : OptionalDouble.of(read);
  }

  /** Adds what was reached in a run of {@code micros} µs, and how much of the ceiling it is. */
  static void addRates(ObjectNode row, KernelWork work, double micros, OptionalDouble ceiling) {
    double gops = work.operations() / micros / 1e3;
    double gbs = work.bytes() / micros / 1e3;
    double rate = rate(work, micros);
    row.put("operations", work.operations()).put("bytes", work.bytes());
    row.put("bound", work.bound().ceiling().label());
    switch (work.bound()) {
      case FMA, DOT_BF16 -> row.put("gflops", gops);
      case DOT -> row.put("gops", gops);
      case READ -> row.put("gbs", gbs);
    }
    ceiling.ifPresent(
        value -> row.put("ceiling", value).put("percentOfCeiling", 100 * rate / value));
  }
}
