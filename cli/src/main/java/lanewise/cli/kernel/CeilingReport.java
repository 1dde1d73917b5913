package lanewise.cli.kernel;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import lanewise.cli.terminal.ProgressBar;
import lanewise.kernels.ceiling.Ceiling;
import lanewise.kernels.ceiling.Ceilings;

/** What the hardware can do at most, for each number of threads. */
public record CeilingReport(List<Ceilings> measured) {
  private static final long MEBIBYTE = 1 << 20;

  /** In a core's own cache, in one that cores share, and in memory. */
  private static final List<Long> READ_BYTES = List.of(256L << 10, 8 * MEBIBYTE, 256 * MEBIBYTE);

  /** Measures; takes a second or two for each number of threads. */
  public static CeilingReport measure(List<Integer> threads, ProgressBar progress) {
    List<Ceilings> measured = new ArrayList<>();
    for (int count : threads) {
      measured.add(Ceilings.measure(count, READ_BYTES, name -> progress.advance(1)));
    }
    return new CeilingReport(measured);
  }

  /** How many measurements there are at most for each number of threads. */
  public static int steps() {
    return Ceiling.values().length - 1 + READ_BYTES.size();
  }

  /** For people. */
  public void print(PrintWriter out) {
    StringBuilder heading = new StringBuilder("THREADS");
    for (Ceiling ceiling : Ceiling.values()) {
      if (ceiling != Ceiling.READ) {
        heading.append(String.format("%20s", ceiling.label()));
      }
    }
    for (long bytes : READ_BYTES) {
      heading.append(String.format("%15s", "read " + size(bytes)));
    }
    out.println(heading);
    for (Ceilings ceilings : measured) {
      StringBuilder line = new StringBuilder(String.format("%7d", ceilings.threads()));
      for (Ceiling ceiling : Ceiling.values()) {
        if (ceiling != Ceiling.READ) {
          line.append(String.format("%20s", rate(ceilings.rate(ceiling), ceiling.unit())));
        }
      }
      for (long bytes : READ_BYTES) {
        OptionalDouble rate = OptionalDouble.of(ceilings.readGbs(bytes));
        line.append(String.format("%15s", rate(rate, Ceiling.READ.unit())));
      }
      out.println(line);
    }
  }

  private static String rate(OptionalDouble rate, String unit) {
    return rate.isPresent() ? String.format(Locale.ROOT, "%.1f %s", rate.getAsDouble(), unit) : "-";
  }

  private static String size(long bytes) {
    return bytes < MEBIBYTE ? bytes / 1024 + " KiB" : bytes / MEBIBYTE + " MiB";
  }

  /** For programs: a field of an object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("ceilings");
    for (Ceilings ceilings : measured) {
      json.writeStartObject();
      json.writeNumberField("threads", ceilings.threads());
      write(json, "f32Gflops", ceilings.rate(Ceiling.FMA_F32));
      write(json, "bf16Gflops", ceilings.rate(Ceiling.DOT_BF16));
      write(json, "int8Gops", ceilings.rate(Ceiling.DOT_INT8));
      json.writeArrayFieldStart("reads");
      for (long bytes : READ_BYTES) {
        json.writeStartObject();
        json.writeNumberField("bytes", bytes);
        json.writeNumberField("gbs", ceilings.readGbs(bytes));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, OptionalDouble rate)
      throws IOException {
    if (rate.isPresent()) {
      json.writeNumberField(name, rate.getAsDouble());
    }
  }
}
