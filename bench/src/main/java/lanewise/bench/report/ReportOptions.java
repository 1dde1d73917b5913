package lanewise.bench.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every measuring command does with its figures. */
public final class ReportOptions {
  private static final Set<String> OWN_FLAGS = Set.of("--json");
  private static final Pattern PLAIN = Pattern.compile("[\\w./:=,+@%-]+");
  private static final Set<String> OWN_FILES = Set.of("--out", "--markdown", "--html");

  @Spec(Spec.Target.MIXEE)
  CommandSpec command;

  @Option(names = "--json", description = "Print the report as JSON instead of a table.")
  boolean json;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the report as JSON to FILE, whole or not at all.")
  Path out;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the report as a Markdown table to FILE.")
  Path markdown;

  /** A report that names its kind, this machine and the command. */
  public ObjectNode begin(String benchmark) {
    List<String> typed = command.root().commandLine().getParseResult().originalArgs();
    return Environment.describe(benchmark, "bench " + withoutOwnOptions(typed));
  }

  /** The arguments but for those that say where the report goes. */
  static String withoutOwnOptions(List<String> arguments) {
    StringJoiner kept = new StringJoiner(" ");
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      int equals = argument.indexOf('=');
      if (OWN_FILES.contains(argument) && rest.hasNext()) {
        rest.next();
      } else if (!OWN_FLAGS.contains(argument)
          && !(equals > 0 && OWN_FILES.contains(argument.substring(0, equals)))) {
        kept.add(PLAIN.matcher(argument).matches() ? argument : "'" + argument + "'");
      }
    }
    return kept.toString();
  }

  /** Whether standard output is the report's alone. */
  public boolean printsJson() {
    return json;
  }

  /** Prints a line of the table, unless JSON was asked for. */
  public void line(String format, Object... values) {
    if (!json) {
      command.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
      command.commandLine().getOut().flush();
    }
  }

  /** Prints the report where JSON was asked for, and writes the files that were. */
  public void finish(ObjectNode report) throws IOException {
    String text = Environment.JSON.writeValueAsString(report);
    if (out != null) {
      ReportFile.write(out, text + "\n");
    }
    if (markdown != null) {
      ReportFile.write(markdown, ResultTable.of(report));
    }
    if (json) {
      command.commandLine().getOut().println(text);
      command.commandLine().getOut().flush();
    }
  }
}
