package lanewise.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import lanewise.kernels.tier.Tiers;

/** What every report says of where it was measured. */
public final class Environment {
  /** Writes reports. */
  public static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Environment() {}

  /**
   * Machine, JDK, date, tier and command.
   *
   * @param benchmark the kind of report, such as {@code compare}
   * @param command what was typed after {@code lanewise}
   */
  public static ObjectNode describe(String benchmark, String command) {
    ObjectNode node = JSON.createObjectNode();
    node.put("benchmark", benchmark);
    node.put("machine", machine());
    node.put("cores", Runtime.getRuntime().availableProcessors());
    node.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    node.put("jdk", jdk());
    node.put("tier", Tiers.preferred().name());
    node.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    node.put("command", command);
    return node;
  }

  private static String jdk() {
    String vendor = System.getProperty("java.vendor.version", System.getProperty("java.vendor"));
    return vendor + " " + Runtime.version();
  }

  private static String machine() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (var lines = Files.lines(info)) {
        return lines
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse("unknown");
      } catch (IOException e) {
        return "unknown (" + e.getMessage() + ")";
      }
    }
    return "unknown";
  }
}
