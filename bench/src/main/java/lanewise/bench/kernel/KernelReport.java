package lanewise.bench.kernel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import lanewise.bench.roofline.Ceilings;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** Puts JMH's results beside the ceilings that were measured in the same run. */
final class KernelReport {
  private static final String ALLOCATION = "gc.alloc.rate.norm";
  private static final String THREADS = "threads";

  private final Map<Integer, Ceilings> ceilings;

  KernelReport(Map<Integer, Ceilings> ceilings) {
    this.ceilings = ceilings;
  }

  /** Adds the ceilings and a row for each result. */
  void fill(ObjectNode report, Collection<RunResult> results) {
    ArrayNode all = report.putArray("ceilings");
    for (Ceilings ceiling : ceilings.values()) {
      ObjectNode node = all.addObject();
      node.put("threads", ceiling.threads()).put("fmaGflops", ceiling.fmaGflops());
      ceiling.dotGops().ifPresent(gops -> node.put("dotGops", gops));
      ArrayNode reads = node.putArray("reads");
      ceiling
          .readGbs()
          .forEach((bytes, gbs) -> reads.addObject().put("bytes", bytes).put("gbs", gbs));
    }
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
          .ifPresent(work -> addRates(row, work, time.getScore(), ceiling));
    }
  }

  /** Adds what was reached in a run of {@code micros} µs, and how much of the ceiling it is. */
  static void addRates(ObjectNode row, KernelWork work, double micros, Ceilings ceiling) {
    double gops = work.operations() / micros / 1e3;
    double gbs = work.bytes() / micros / 1e3;
    switch (work.bound()) {
      case FMA -> row.put("gflops", gops);
      case DOT -> row.put("gops", gops);
      case READ -> row.put("gbs", gbs);
    }
    OptionalDouble part =
        switch (work.bound()) {
          case FMA -> OptionalDouble.of(gops / ceiling.fmaGflops());
          case DOT ->
              ceiling.dotGops().isPresent()
                  ? OptionalDouble.of(gops / ceiling.dotGops().getAsDouble())
                  : OptionalDouble.empty();
          case READ -> OptionalDouble.of(gbs / ceiling.readGbs((long) work.bytes()));
        };
    part.ifPresent(value -> row.put("percentOfCeiling", 100 * value));
  }
}
