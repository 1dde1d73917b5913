package lanewise.bench.kernel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import lanewise.bench.report.Environment;
import lanewise.bench.setup.Medians;
import lanewise.bench.setup.Relaunch;

/**
 * Matrix products measured in turns with their ceilings and with OpenBLAS, all in one process, and
 * that several times: the medians of ratios say more than the ratio of two processes' means.
 *
 * @param runs what is measured
 * @param beside whether OpenBLAS takes turns with f32 products
 * @param processes how often
 * @param nanos how long each product takes in each process
 */
record KernelTurns(List<KernelRuns.Run> runs, boolean beside, int processes, long nanos) {
  /**
   * The turns of what is selected.
   *
   * @throws IllegalArgumentException if none of it is a matrix product that can take turns
   */
  static KernelTurns of(KernelRuns selected, int processes, long nanos) {
    boolean beside = selected.runs().stream().anyMatch(run -> run.tier().equals(OpenBlas.NAME));
    List<KernelRuns.Run> runs =
        selected.runs().stream()
            .filter(run -> TurnProcess.has(run.benchmark()) && !run.tier().equals(OpenBlas.NAME))
            .toList();
    if (runs.isEmpty()) {
      throw new IllegalArgumentException(
          "--turns measures matrix products, but for MatMulInt4; none of them is selected");
    }
    return new KernelTurns(runs, beside, processes, nanos);
  }

  /** Measures all, and adds a row for each to the report. */
  void fill(ObjectNode report, PrintWriter err) throws IOException, InterruptedException {
    List<TurnSeries> all = new ArrayList<>();
    runs.forEach(run -> all.add(new TurnSeries()));
    for (int process = 1; process <= processes; process++) {
      err.printf("[%d/%d] %d products in turns …%n", process, processes, runs.size());
      err.flush();
      runProcess(all, err);
    }
    report.put("processes", processes).put("millisEach", nanos / 1_000_000);
    ArrayNode rows = report.putArray("results");
    for (int i = 0; i < runs.size(); i++) {
      addRows(rows, runs.get(i), all.get(i));
    }
  }

  private boolean beside(KernelRuns.Run run) {
    return beside && run.benchmark().equals("MatMulF32Benchmark.multiply");
  }

  private void runProcess(List<TurnSeries> all, PrintWriter err)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Relaunch.javaCommand());
    command.add(1, Relaunch.QUIET);
    command.add(TurnProcess.class.getName());
    command.add(Long.toString(nanos));
    for (KernelRuns.Run run : runs) {
      command.add(run.benchmark());
      command.add(run.tier() + (beside(run) ? "+" : ""));
      command.add(run.shape());
      command.add(Integer.toString(run.threads()));
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    int lines = 0;
    try (BufferedReader reader = process.inputReader()) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("{")) {
          all.get(lines++).addAll(TurnSeries.of(Environment.JSON.readTree(line)));
        } else if (!line.startsWith(ForkWords.BEGINNING)) {
          err.println(line);
        }
      }
    } finally {
      process.destroy();
    }
    int code = process.waitFor();
    if (code != 0 || lines != runs.size()) {
      throw new IOException(
          "the measuring process ended with exit code "
              + code
              + " after "
              + lines
              + " of "
              + runs.size()
              + " products; its words are above");
    }
  }

  static void addRows(ArrayNode rows, KernelRuns.Run run, TurnSeries series) {
    KernelWork work = run.work().orElseThrow();
    double counted = work.bound() == KernelWork.Bound.READ ? work.bytes() : work.operations();
    ObjectNode own = row(rows, run, run.tier(), work, series.micros(), series);
    own.put("percentOfCeiling", series.percentOfCeiling(counted));
    if (series.hasPeer()) {
      own.put("timesPeer", series.timesPeer());
      ObjectNode other = row(rows, run, OpenBlas.NAME, work, series.peerMicros(), series);
      other.put("percentOfCeiling", series.peerPercentOfCeiling(counted));
    }
  }

  private static ObjectNode row(
      ArrayNode rows,
      KernelRuns.Run run,
      String tier,
      KernelWork work,
      List<Double> times,
      TurnSeries series) {
    double micros = Medians.median(times);
    ObjectNode row =
        rows.addObject()
            .put("kernel", run.benchmark().replace("Benchmark.", "."))
            .put("shape", run.shape())
            .put("tier", tier)
            .put("threads", run.threads())
            .put("micros", micros)
            .put("samples", times.size());
    OptionalDouble ceiling = OptionalDouble.of(Medians.median(series.ceilings()));
    KernelReport.addRates(row, work, micros, ceiling);
    return row;
  }
}
