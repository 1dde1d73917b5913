package lanewise.bench.roofline;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one plot shows: the kernels that ran on some number of threads.
 *
 * @param flat ceilings of arithmetic, the lowest first
 * @param slopes ceilings of reading, the slowest first
 * @param points kernels that compute; those that only move bytes have no place in the plot
 */
record Roofline(int threads, List<Flat> flat, List<Slope> slopes, List<Point> points) {
  /** A ceiling in 10⁹ operations a second. */
  record Flat(String name, String unit, double gops) {}

  /** A ceiling in 10⁹ bytes a second. */
  record Slope(String name, double gbs) {}

  /**
   * A kernel that was measured.
   *
   * @param kernel its name
   * @param family the part of the name before the dot
   * @param intensity operations for each byte
   * @param gops 10⁹ operations a second
   * @param label all of it in words
   */
  record Point(
      String kernel, String family, String tier, double intensity, double gops, String label) {}

  /** A plot for each number of threads in a report. */
  static List<Roofline> of(JsonNode report) {
    List<Roofline> rooflines = new ArrayList<>();
    for (JsonNode ceiling : report.path("ceilings")) {
      int threads = ceiling.path("threads").asInt();
      List<Flat> flat = new ArrayList<>();
      add(flat, "f32", "GFLOP/s", ceiling.path("fmaGflops"));
      add(flat, "bf16", "GFLOP/s", ceiling.path("bf16Gflops"));
      add(flat, "int8", "GOP/s", ceiling.path("dotGops"));
      flat.sort((left, right) -> Double.compare(left.gops(), right.gops()));
      List<Slope> slopes = new ArrayList<>();
      for (JsonNode read : ceiling.path("reads")) {
        slopes.add(
            new Slope("read " + size(read.path("bytes").asLong()), read.path("gbs").asDouble()));
      }
      slopes.sort((left, right) -> Double.compare(left.gbs(), right.gbs()));
      List<Point> points = new ArrayList<>();
      for (JsonNode row : report.path("results")) {
        if (row.path("threads").asInt() == threads && row.path("operations").asDouble() > 0) {
          points.add(point(row));
        }
      }
      if (!flat.isEmpty() && !points.isEmpty()) {
        rooflines.add(new Roofline(threads, flat, slopes, points));
      }
    }
    return rooflines;
  }

  private static void add(List<Flat> flat, String name, String unit, JsonNode rate) {
    if (rate.isNumber()) {
      flat.add(new Flat(name, unit, rate.asDouble()));
    }
  }

  private static Point point(JsonNode row) {
    String kernel = row.path("kernel").asText();
    String tier = row.path("tier").asText();
    double operations = row.path("operations").asDouble();
    double gops = operations / row.path("micros").asDouble() / 1e3;
    double intensity = operations / row.path("bytes").asDouble();
    StringBuilder label = new StringBuilder(kernel);
    label.append(' ').append(row.path("shape").asText()).append(", ").append(tier).append(": ");
    label.append(Numbers.short3(gops)).append(" GOP/s, ");
    label.append(Numbers.short3(intensity)).append(" operations a byte");
    if (row.has("percentOfCeiling")) {
      label.append(", ").append(Math.round(row.get("percentOfCeiling").asDouble()));
      label.append(" % of ").append(row.path("bound").asText());
    }
    int dot = kernel.indexOf('.');
    String family = dot < 0 ? kernel : kernel.substring(0, dot);
    return new Point(kernel, family, tier, intensity, gops, label.toString());
  }

  private static String size(long bytes) {
    return bytes < 1 << 20 ? (bytes >> 10) + " KiB" : (bytes >> 20) + " MiB";
  }

  /** The kernel families of all plots, in the order of their first appearance. */
  static List<String> families(List<Roofline> rooflines) {
    Set<String> families = new LinkedHashSet<>();
    rooflines.forEach(roofline -> roofline.points.forEach(point -> families.add(point.family())));
    return List.copyOf(families);
  }
}
