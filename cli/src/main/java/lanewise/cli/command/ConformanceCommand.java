package lanewise.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.cli.command.ConformanceRun.Outcome;
import lanewise.cli.command.ConformanceRun.Verdict;
import lanewise.cli.terminal.JsonText;
import lanewise.cli.terminal.OutputClosedException;
import lanewise.cli.terminal.ProgressBar;
import lanewise.engine.conformance.ConformanceCase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise conformance}: models with known answers. */
@Command(
    name = "conformance",
    description = {
      "Runs models with known answers, and tells where Lanewise gives others.",
      "A case is a folder with model.onnx and test_data_set_N/input_M.pb and output_M.pb, as ONNX's"
          + " backend tests have them. Real numbers may differ by a thousandth, integers not at all."
    },
    mixinStandardHelpOptions = true,
    exitCodeList = {
      "0:some cases passed and none failed",
      "1:a case failed, or none passed",
      "2:wrong usage"
    },
    footer = {
      "",
      "Examples:",
      "  lanewise conformance onnx/backend/test/data/node",
      "  lanewise conformance test_relu test_gelu_default_1 --tier scalar",
      "  lanewise conformance --only reduce_ --verbose onnx/backend/test/data/node"
    })
public final class ConformanceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Cases, or folders with cases in them.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "Run only cases with this in their names.")
  private String only;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell passed and skipped cases too, and why they were skipped.")
  private boolean verbose;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--no-optimize", description = "Run each graph as its file has it.")
  private boolean unoptimized;

  @Mixin private EngineOptions engine;

  /** Ready to parse. */
  public ConformanceCommand() {}

  @Override
  public Integer call() throws IOException {
    List<ConformanceCase> cases = findCases();
    ConformanceRun run = new ConformanceRun(engine.modelOptions().withOptimize(!unoptimized));
    PrintWriter out = spec.commandLine().getOut();
    List<Outcome> outcomes = new ArrayList<>();
    try (ProgressBar progress =
        new ProgressBar(System.err, ProgressBar.isTerminal(), cases.size(), "cases")) {
      for (ConformanceCase each : cases) {
        Outcome outcome = run.run(each);
        outcomes.add(outcome);
        progress.advance(1);
        if (!json && (verbose || outcome.verdict() == Verdict.FAILED)) {
          progress.clear();
          out.println(line(outcome));
          OutputClosedException.check(out);
        }
      }
    }
    long passed = count(outcomes, Verdict.PASSED);
    long failed = count(outcomes, Verdict.FAILED);
    long skipped = count(outcomes, Verdict.SKIPPED);
    if (json) {
      JsonText.print(out, generator -> writeJson(generator, outcomes, passed, failed, skipped));
    } else {
      if (skipped > 0 && !verbose) {
        out.println("Skipped cases need what is not supported yet; --verbose says what.");
      }
      out.println(passed + " passed, " + failed + " failed, " + skipped + " skipped");
    }
    return failed == 0 && passed > 0 ? 0 : 1;
  }

  private List<ConformanceCase> findCases() throws IOException {
    Map<Path, ConformanceCase> found = new LinkedHashMap<>();
    for (Path folder : folders) {
      List<ConformanceCase> cases = ConformanceCase.find(folder);
      if (cases.isEmpty()) {
        throw new NoSuchFileException(
            folder.toString(),
            null,
            "no cases in it or up to "
                + ConformanceCase.SEARCH_DEPTH
                + " folders below; a case is a folder with model.onnx and test_data_set_N");
      }
      cases.forEach(each -> found.putIfAbsent(each.folder(), each));
    }
    List<ConformanceCase> wanted =
        found.values().stream().filter(each -> only == null || each.name().contains(only)).toList();
    if (wanted.isEmpty()) {
      throw new IOException(
          "none of the " + found.size() + " cases has '" + only + "' in its name");
    }
    return wanted;
  }

  private static long count(List<Outcome> outcomes, Verdict verdict) {
    return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
  }

  private static String line(Outcome outcome) {
    String reason = outcome.reason().isEmpty() ? "" : ": " + outcome.reason();
    return String.format("%-7s %s%s", outcome.verdict().label(), outcome.name(), reason);
  }

  private static void writeJson(
      JsonGenerator generator, List<Outcome> outcomes, long passed, long failed, long skipped)
      throws IOException {
    generator.writeStartObject();
    generator.writeNumberField("passed", passed);
    generator.writeNumberField("failed", failed);
    generator.writeNumberField("skipped", skipped);
    generator.writeArrayFieldStart("cases");
    for (Outcome outcome : outcomes) {
      generator.writeStartObject();
      generator.writeStringField("name", outcome.name());
      generator.writeStringField("folder", outcome.folder().toString());
      generator.writeStringField("verdict", outcome.verdict().label());
      if (!outcome.reason().isEmpty()) {
        generator.writeStringField("reason", outcome.reason());
      }
      generator.writeEndObject();
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }
}
