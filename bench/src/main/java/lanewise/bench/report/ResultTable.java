package lanewise.bench.report;

import static lanewise.bench.report.MarkdownTable.number;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A report as a Markdown table, with the machine, the JDK, the date and the command below it. */
public final class ResultTable {
  private static final String NONE = "–";

  private ResultTable() {}

  /**
   * The table of a report, with what it was measured on.
   *
   * @throws IllegalArgumentException if the report is of no known kind or lacks a field
   */
  public static String of(JsonNode report) {
    return rows(report) + "\n" + source(report);
  }

  /** The table alone. */
  public static String rows(JsonNode report) {
    String benchmark = text(report, "benchmark");
    return switch (benchmark) {
      case "compare" -> compare(report);
      case "model" -> model(report);
      case "startup" -> startup(report);
      case "kernels" -> kernels(report);
      default -> throw new IllegalArgumentException("no table for a report of '" + benchmark + "'");
    };
  }

  private static String source(JsonNode report) {
    return text(report, "machine")
        + ", "
        + text(report, "cores")
        + " cores, "
        + text(report, "jdk")
        + ", tier "
        + text(report, "tier")
        + ", "
        + text(report, "date").substring(0, 10)
        + care(report)
        + ": `lanewise "
        + text(report, "command")
        + "`\n";
  }

  /** How often and how long was measured, where the report says so. */
  private static String care(JsonNode report) {
    if (report.has("processes")) {
      return ", in turns in "
          + text(report, "processes")
          + " processes, "
          + text(report, "millisEach")
          + " ms each";
    }
    if (!report.has("forks")) {
      return "";
    }
    int forks = report.get("forks").asInt();
    return ", "
        + forks
        + (forks == 1 ? " fork of " : " forks of ")
        + text(report, "iterations")
        + " × "
        + text(report, "iterationMillis")
        + " ms";
  }

  private static String compare(JsonNode report) {
    MarkdownTable table =
        new MarkdownTable(1, "input", "threads", "Lanewise ms", "peer ms", "ratio");
    for (JsonNode row : field(report, "results")) {
      table.add(
          text(row, "case"),
          text(row, "threads"),
          number(real(row, "lanewiseMillis")),
          number(real(row, "peerMillis")),
          ratio(row, "ratio"));
    }
    return table
        + "\nThe ratio is "
        + text(report, "peer")
        + "'s time ÷ Lanewise's: geometric mean "
        + ratio(report, "geometricMean")
        + ", least "
        + ratio(report, "least")
        + ".\n";
  }

  private static String model(JsonNode report) {
    MarkdownTable table =
        new MarkdownTable(
            1, "input", "threads", "mean ms", "p50", "p90", "p99", "p99.9", "max", "inputs/s");
    for (JsonNode row : field(report, "results")) {
      table.add(
          text(row, "case"),
          text(row, "threads"),
          number(real(row, "meanMillis")),
          number(real(row, "p50Millis")),
          number(real(row, "p90Millis")),
          number(real(row, "p99Millis")),
          number(real(row, "p999Millis")),
          number(real(row, "maxMillis")),
          number(real(row, "inputsPerSecond")));
    }
    return table.toString();
  }

  private static String startup(JsonNode report) {
    MarkdownTable table = new MarkdownTable(1, "JVM", "threads", "Lanewise ms", "peer ms", "ratio");
    for (JsonNode row : field(report, "results")) {
      table.add(
          text(row, "jvm"),
          text(row, "threads"),
          number(real(row, "lanewiseMillis")),
          number(real(row, "peerMillis")),
          ratio(row, "ratio"));
    }
    return table.toString();
  }

  private static String kernels(JsonNode report) {
    boolean beside = has(report, "timesPeer");
    boolean allocation = has(report, "allocatedBytes");
    List<String> heads =
        new ArrayList<>(
            List.of("kernel", "tier", "shape", "threads", "µs", "rate", "% of ceiling"));
    if (beside) {
      heads.add("× OpenBLAS");
    }
    if (allocation) {
      heads.add("B/op");
    }
    MarkdownTable table = new MarkdownTable(3, heads.toArray(String[]::new));
    for (JsonNode row : field(report, "results")) {
      List<String> cells = new ArrayList<>();
      Collections.addAll(
          cells,
          text(row, "kernel"),
          row.path("tier").asText(NONE),
          row.path("shape").asText(NONE),
          row.path("threads").asText(NONE),
          number(real(row, "micros")),
          rate(row),
          row.has("percentOfCeiling")
              ? String.format(Locale.ROOT, "%.0f", real(row, "percentOfCeiling"))
              : NONE);
      if (beside) {
        cells.add(row.has("timesPeer") ? ratio(row, "timesPeer") : NONE);
      }
      if (allocation) {
        cells.add(
            row.has("allocatedBytes")
                ? String.format(Locale.ROOT, "%.0f", real(row, "allocatedBytes"))
                : NONE);
      }
      table.add(cells.toArray(String[]::new));
    }
    return table + ceilings(report);
  }

  private static boolean has(JsonNode report, String name) {
    for (JsonNode row : field(report, "results")) {
      if (row.has(name)) {
        return true;
      }
    }
    return false;
  }

  private static String rate(JsonNode row) {
    if (row.has("gflops")) {
      return number(real(row, "gflops")) + " GFLOP/s";
    }
    if (row.has("gops")) {
      return number(real(row, "gops")) + " GOP/s";
    }
    return row.has("gbs") ? number(real(row, "gbs")) + " GB/s" : NONE;
  }

  private static String ceilings(JsonNode report) {
    StringBuilder text = new StringBuilder();
    for (JsonNode ceiling : report.path("ceilings")) {
      text.append("\nCeilings, threads ").append(text(ceiling, "threads")).append(": ");
      text.append(number(real(ceiling, "fmaGflops"))).append(" GFLOP/s f32");
      if (ceiling.has("bf16Gflops")) {
        text.append(", ").append(number(real(ceiling, "bf16Gflops"))).append(" GFLOP/s bf16");
      }
      if (ceiling.has("dotGops")) {
        text.append(", ").append(number(real(ceiling, "dotGops"))).append(" GOP/s int8");
      }
      for (JsonNode read : ceiling.path("reads")) {
        text.append(", ").append(number(real(read, "gbs"))).append(" GB/s reading ");
        text.append(size(read.path("bytes").asLong()));
      }
      text.append(".\n");
    }
    return text.toString();
  }

  private static String size(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
  }

  private static String ratio(JsonNode row, String name) {
    return String.format(Locale.ROOT, "%.2f", real(row, name));
  }

  private static String text(JsonNode node, String name) {
    return field(node, name).asText();
  }

  private static double real(JsonNode node, String name) {
    return field(node, name).asDouble();
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode found = node.get(name);
    if (found == null) {
      throw new IllegalArgumentException("the report lacks '" + name + "'");
    }
    return found;
  }
}
