package lanewise.bench.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import lanewise.bench.Relaunch;
import lanewise.bench.report.ReportOptions;
import lanewise.bench.report.ResultTable;
import lanewise.kernels.ceiling.Ceilings;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench kernels}: the JMH benchmarks, each beside its ceiling. */
@Command(
    name = "kernels",
    description = {
      "Runs the JMH benchmarks of kernels and prints time, rate, and per cent of the ceiling that the"
          + " same run measured: multiply-adds or byte dot products out of registers, or reading as"
          + " many bytes as the kernel touches.",
      "",
      "What is not named below goes to JMH: -p tier=vector,machine -p threads=1,2"
          + " -p shape=128x384x384 -f FORKS -wi N -i N -w TIME -r TIME -prof gc, -l lists, -h tells all."
    },
    customSynopsis =
        "lanewise bench kernels [FILTER...] [--json] [--out FILE] [--markdown FILE] [JMH OPTIONS]",
    footer = {
      "",
      "Examples:",
      "  lanewise bench kernels",
      "  lanewise bench kernels MatMulF32 -p tier=machine -p threads=1 -f 1",
      "  lanewise bench kernels softmax layerNorm -prof gc --out rows.json --markdown rows.md"
    })
public final class KernelsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ReportOptions report;

  @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
  boolean help;

  @Parameters(
      paramLabel = "FILTER",
      arity = "0..*",
      description = "Regular expressions that a benchmark's name is searched for.")
  List<String> arguments = List.of();

  @Override
  public Integer call() throws RunnerException, IOException {
    CommandLineOptions asked = parse();
    if (answered(asked)) {
      return 0;
    }
    KernelRuns selected = KernelRuns.select(asked);
    PrintWriter err = spec.commandLine().getErr();
    Map<Integer, Ceilings> ceilings = new TreeMap<>();
    for (Map.Entry<Integer, Set<Long>> sizes : selected.readSizes().entrySet()) {
      err.println("Measuring the ceilings, threads " + sizes.getKey() + " …");
      err.flush();
      ceilings.put(
          sizes.getKey(), Ceilings.measure(sizes.getKey(), sizes.getValue(), ceiling -> {}));
    }
    ObjectNode figures = report.begin("kernels");
    Collection<RunResult> results = runner(options(asked, selected)).run();
    new KernelReport(ceilings, Map.of()).fill(figures, results);
    if (!results.isEmpty()) {
      report.line("%n%s", ResultTable.rows(figures));
    }
    report.finish(figures);
    int missing = selected.runs().size() - results.size();
    if (missing > 0) {
      err.println(missing + " of " + selected.runs().size() + " benchmarks failed");
    }
    return missing > 0 ? 1 : 0;
  }

  private CommandLineOptions parse() {
    for (String argument : arguments) {
      if (argument.endsWith(".json") || argument.endsWith(".md")) {
        throw new ParameterException(
            spec.commandLine(),
            "'" + argument + "' is no filter; files are written with --out and --markdown");
      }
    }
    try {
      CommandLineOptions options = new CommandLineOptions(arguments.toArray(String[]::new));
      if (!options.getBenchModes().isEmpty()
          || options.getTimeUnit().hasValue()
          || options.getThreads().hasValue()) {
        throw new ParameterException(
            spec.commandLine(),
            "kernels are measured as average time in µs, with -p threads=N: -bm, -tu and -t can't"
                + " be given");
      }
      return options;
    } catch (CommandLineOptionException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Whether the options only asked for something to be listed, which this has done. */
  private static boolean answered(CommandLineOptions asked) throws IOException {
    if (asked.shouldHelp()) {
      asked.showHelp();
    } else if (asked.shouldList()) {
      new Runner(asked).list();
    } else if (asked.shouldListWithParams()) {
      new Runner(asked).listWithParams(asked);
    } else if (asked.shouldListProfilers()) {
      asked.listProfilers();
    } else if (asked.shouldListResultFormats()) {
      asked.listResultFormats();
    } else {
      return false;
    }
    return true;
  }

  private static Options options(CommandLineOptions asked, KernelRuns selected) {
    List<String> flags = new ArrayList<>(Relaunch.FLAGS);
    flags.add(Relaunch.QUIET);
    flags.addAll(asked.getJvmArgsAppend().orElse(List.of()));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(asked)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .param("tier", selected.tiers().toArray(String[]::new))
            .jvmArgsAppend(flags.toArray(String[]::new));
    selected.includes().forEach(options::include);
    return options.build();
  }

  /** A runner whose own words leave standard output to the report where that is JSON. */
  private Runner runner(Options options) {
    if (!report.printsJson()) {
      return new Runner(options);
    }
    PrintStream words = System.err;
    VerboseMode verbosity = options.verbosity().orElse(VerboseMode.NORMAL);
    return new Runner(options, OutputFormatFactory.createFormatInstance(words, verbosity));
  }
}
