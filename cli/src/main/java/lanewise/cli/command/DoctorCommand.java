package lanewise.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import lanewise.cli.catalogue.ModelCache;
import lanewise.cli.diagnosis.DeviceChecks;
import lanewise.cli.diagnosis.Finding;
import lanewise.cli.diagnosis.MachineChecks;
import lanewise.cli.diagnosis.ProcessChecks;
import lanewise.cli.terminal.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code lanewise doctor}: what this machine gives Lanewise, and what to do about what is wrong.
 */
@Command(
    name = "doctor",
    description =
        "Looks at Java, CPU, kernels, flags, memory, folders and devices, and says what to mend.",
    mixinStandardHelpOptions = true,
    exitCodeList = {
      "0:nothing is wrong, there may be hints",
      "1:there is a problem",
      "2:wrong usage"
    },
    footer = {
      "",
      "Examples:",
      "  lanewise doctor",
      "  LANEWISE_JAVA_OPTS=-Dlanewise.tier=vector lanewise doctor --json"
    })
public final class DoctorCommand implements Callable<Integer> {
  private final ModelCache cache;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** Looks at {@code cache} too. */
  public DoctorCommand(ModelCache cache) {
    this.cache = cache;
  }

  @Override
  public Integer call() throws IOException {
    List<Finding> findings = new ArrayList<>(ProcessChecks.all());
    findings.addAll(new MachineChecks(Path.of("/"), cache.folder()).all());
    findings.addAll(DeviceChecks.all());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonText.print(out, to -> writeJson(to, findings));
    } else {
      print(out, findings);
    }
    return count(findings, Finding.Level.PROBLEM) == 0 ? 0 : 1;
  }

  private static long count(List<Finding> findings, Finding.Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  private static void print(PrintWriter out, List<Finding> findings) {
    for (Finding finding : findings) {
      boolean fine = finding.level() == Finding.Level.FINE;
      String mark = fine ? "" : finding.level().label() + ": ";
      out.printf("%-14s %s%s%n", finding.topic(), mark, finding.value());
      if (!fine) {
        out.printf("%-14s -> %s%n", "", finding.advice());
      }
    }
    out.println();
    long problems = count(findings, Finding.Level.PROBLEM);
    long hints = count(findings, Finding.Level.HINT);
    out.println(
        problems + hints == 0
            ? "Nothing is wrong."
            : problems
                + (problems == 1 ? " problem, " : " problems, ")
                + hints
                + (hints == 1 ? " hint" : " hints"));
  }

  private static void writeJson(JsonGenerator to, List<Finding> findings) throws IOException {
    to.writeStartArray();
    for (Finding finding : findings) {
      to.writeStartObject();
      to.writeStringField("topic", finding.topic());
      to.writeStringField("value", finding.value());
      to.writeStringField("level", finding.level().label());
      if (!finding.advice().isEmpty()) {
        to.writeStringField("advice", finding.advice());
      }
      to.writeEndObject();
    }
    to.writeEndArray();
  }
}
