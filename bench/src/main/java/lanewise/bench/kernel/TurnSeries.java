package lanewise.bench.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import lanewise.bench.report.Environment;
import lanewise.bench.setup.Medians;

/**
 * What the rounds of a kernel gave, one number each a round. All ratios are taken within a round,
 * whose parts are milliseconds apart, and the median of them counts: a shared machine is slow and
 * fast by turns, and so both sides of a ratio are.
 *
 * @param micros what one run of the kernel took
 * @param ceilings the mean of what the hardware reached right before and right after, in 10⁹ a
 *     second
 * @param peerMicros what one run of the other library took; empty where there is none
 */
record TurnSeries(List<Double> micros, List<Double> ceilings, List<Double> peerMicros) {
  TurnSeries() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** Adds the rounds of another process. */
  void addAll(TurnSeries other) {
    micros.addAll(other.micros);
    ceilings.addAll(other.ceilings);
    peerMicros.addAll(other.peerMicros);
  }

  boolean hasPeer() {
    return !peerMicros.isEmpty();
  }

  /** The median per cent of the ceiling, where one run does {@code work} of what it counts. */
  double percentOfCeiling(double work) {
    return percentOfCeiling(micros, work);
  }

  /** Likewise the other library's. */
  double peerPercentOfCeiling(double work) {
    return percentOfCeiling(peerMicros, work);
  }

  private double percentOfCeiling(List<Double> times, double work) {
    List<Double> percents = new ArrayList<>();
    for (int round = 0; round < times.size(); round++) {
      percents.add(100 * work / times.get(round) / 1e3 / ceilings.get(round));
    }
    return Medians.median(percents);
  }

  /** The median of the other library's time ÷ the kernel's: above 1 the kernel is faster. */
  double timesPeer() {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < micros.size(); round++) {
      ratios.add(peerMicros.get(round) / micros.get(round));
    }
    return Medians.median(ratios);
  }

  /** The numbers as one line of text for another process. */
  String line() {
    ObjectNode node = Environment.JSON.createObjectNode();
    put(node.putArray("micros"), micros);
    put(node.putArray("ceilings"), ceilings);
    put(node.putArray("peerMicros"), peerMicros);
    return node.toString();
  }

  private static void put(ArrayNode array, List<Double> values) {
    values.forEach(array::add);
  }

  /** Reads {@link #line}. */
  static TurnSeries of(JsonNode node) {
    TurnSeries series = new TurnSeries();
    node.path("micros").forEach(value -> series.micros.add(value.asDouble()));
    node.path("ceilings").forEach(value -> series.ceilings.add(value.asDouble()));
    node.path("peerMicros").forEach(value -> series.peerMicros.add(value.asDouble()));
    return series;
  }
}
