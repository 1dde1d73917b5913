package lanewise.bench.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The ceilings that a benchmark's process measures before and after each iteration, written to a
 * file for the process that started it. A shared machine is slow and fast by turns, so a ceiling of
 * another minute would be another machine's.
 *
 * @param file one line for each measurement: a run's key, a tab, and the rate
 */
record TurnLog(Path file) {
  /** The system property that names the file; without it nothing is measured. */
  static final String PROPERTY = "lanewise.bench.turns";

  /** What tells one run from all others. */
  static String key(BenchmarkParams run) {
    StringBuilder key = new StringBuilder(run.getBenchmark());
    for (String parameter : run.getParamsKeys()) {
      key.append(' ').append(parameter).append('=').append(run.getParam(parameter));
    }
    return key.toString();
  }

  /** Adds a measurement. */
  void add(String key, double rate) throws IOException {
    Files.writeString(
        file,
        key + "\t" + rate + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Each run's measurements, in the order in which they were made. */
  Map<String, List<Double>> rates() throws IOException {
    Map<String, List<Double>> rates = new HashMap<>();
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      int tab = line.indexOf('\t');
      rates
          .computeIfAbsent(line.substring(0, tab), none -> new ArrayList<>())
          .add(Double.parseDouble(line.substring(tab + 1)));
    }
    return rates;
  }
}
