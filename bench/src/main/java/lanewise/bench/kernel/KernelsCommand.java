package lanewise.bench.kernel;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import lanewise.bench.report.ReportFile;
import lanewise.bench.report.ReportOptions;
import lanewise.bench.report.ResultTable;
import lanewise.bench.roofline.RooflinePage;
import lanewise.bench.setup.Relaunch;
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
import org.openjdk.jmh.runner.options.TimeValue;
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
      "Runs the JMH benchmarks of kernels and prints time, rate, and per cent of the ceiling that is"
          + " measured in turns with the work: multiply-adds or dot products out of registers, or"
          + " reading as many bytes as the kernel touches.",
      "",
      "By default a quick set runs: a few shapes of each kernel, the best tier, 1 fork, 3 iterations"
          + " of 300 ms. --full runs every tier and shape with 3 forks and 5 iterations of 1 s, which"
          + " takes hours. OpenBLAS runs beside f32 products where it loads.",
      "",
      "What is not named below goes to JMH: -p tier=vector,machine -p threads=1,2"
          + " -p shape=128x384x384 -f FORKS -wi N -i N -w TIME -r TIME -prof gc, -v NORMAL tells what"
          + " JMH does, -l lists, -h tells all."
    },
    customSynopsis =
        "lanewise bench kernels [FILTER...] [--full] [--json] [--out FILE] [--markdown FILE]"
            + " [--html FILE] [JMH OPTIONS]",
    footer = {
      "",
      "Examples:",
      "  lanewise bench kernels",
      "  lanewise bench kernels MatMulF32 -p threads=1 --html roofline.html",
      "  lanewise bench kernels softmax layerNorm --full -prof gc --out rows.json"
    })
public final class KernelsCommand implements Callable<Integer> {
  /** In a core's own cache, in one that cores share, and in memory. */
  private static final List<Long> READ_BYTES = List.of(256L << 10, 8L << 20, 256L << 20);

  private static final int QUICK_ITERATIONS = 3;
  private static final int QUICK_WARMUPS = 2;
  private static final TimeValue QUICK_WARMUP_TIME = TimeValue.milliseconds(200);
  private static final TimeValue QUICK_TIME = TimeValue.milliseconds(300);

  @Spec CommandSpec spec;

  @Mixin ReportOptions report;

  @Option(names = "--help", usageHelp = true, description = "Show this help and exit.")
  boolean help;

  @Option(names = "--full", description = "Every tier and shape, with JMH's own care. Takes hours.")
  boolean full;

  @Option(
      names = "--turns",
      description =
          "Measure matrix products in turns of milliseconds with their ceilings and OpenBLAS, all in"
              + " one process (-f of them, each product for -i times -r), and give the medians of the"
              + " ratios: the fairest on a shared machine.")
  boolean turns;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a page with a roofline plot to FILE; it needs nothing else.")
  Path html;

  @Parameters(
      paramLabel = "FILTER",
      arity = "0..*",
      description = "Regular expressions that a benchmark's name is searched for.")
  List<String> arguments = List.of();

  @Override
  public Integer call() throws RunnerException, IOException, InterruptedException {
    CommandLineOptions asked = parse();
    if (answered(asked)) {
      return 0;
    }
    PrintWriter err = spec.commandLine().getErr();
    KernelRuns selected = select(asked, err);
    Map<Integer, Ceilings> ceilings = new TreeMap<>();
    measure(selected, ceilings, err);
    ObjectNode figures = report.begin("kernels");
    if (turns) {
      takeTurns(asked, selected).fill(figures, err);
      measure(selected, ceilings, err);
      KernelReport.fill(figures, ceilings);
      report.line("%n%s", ResultTable.rows(figures));
      report.finish(figures);
      return 0;
    }
    Path log = Files.createTempFile("lanewise-turns", ".txt");
    List<RunResult> results;
    try {
      results = run(asked, selected, log, err);
      measure(selected, ceilings, err);
      new KernelReport(ceilings, new TurnLog(log).rates()).fill(figures, results);
    } finally {
      Files.deleteIfExists(log);
    }
    if (!results.isEmpty()) {
      report.line("%n%s", ResultTable.rows(figures));
      if (html != null) {
        ReportFile.write(html, RooflinePage.of(figures));
      }
    }
    report.finish(figures);
    int missing = selected.runs().size() - results.size();
    if (missing > 0) {
      err.println(
          missing
              + " of "
              + selected.runs().size()
              + " benchmarks failed; -v NORMAL shows what JMH says");
    }
    return missing > 0 ? 1 : 0;
  }

  private static KernelTurns takeTurns(CommandLineOptions asked, KernelRuns selected) {
    TimeValue time = asked.getMeasurementTime().orElse(QUICK_TIME);
    int iterations = asked.getMeasurementIterations().orElse(QUICK_ITERATIONS);
    long nanos = iterations * time.convertTo(TimeUnit.NANOSECONDS);
    return KernelTurns.of(selected, asked.getForkCount().orElse(1), nanos);
  }

  /** Measures the ceilings, and keeps the best of the run's beginning and end. */
  private static void measure(
      KernelRuns selected, Map<Integer, Ceilings> ceilings, PrintWriter err) {
    for (int threads : selected.threadCounts()) {
      err.println("Measuring the ceilings, threads " + threads + " …");
      err.flush();
      Ceilings measured = Ceilings.measure(threads, READ_BYTES, ceiling -> {});
      ceilings.merge(threads, measured, Ceilings::best);
    }
  }

  private KernelRuns select(CommandLineOptions asked, PrintWriter err) {
    KernelRuns selected = KernelRuns.select(asked);
    boolean choosesTiers = asked.getParameter("tier").hasValue();
    boolean choosesShapes = asked.getParameter("shape").hasValue();
    boolean products =
        selected.runs().stream().anyMatch(run -> run.benchmark().startsWith("MatMulF32Benchmark."));
    if (!full && !choosesTiers && !choosesShapes) {
      selected = selected.quick();
    }
    if (products && !choosesTiers) {
      Optional<String> refusal = OpenBlas.refusal();
      if (refusal.isEmpty()) {
        return selected.withOpenBlas();
      }
      err.println("OpenBLAS does not load here: " + refusal.get());
    }
    return selected;
  }

  /** Runs one group after the other, so that something is told meanwhile. */
  private List<RunResult> run(
      CommandLineOptions asked, KernelRuns selected, Path turns, PrintWriter err)
      throws RunnerException {
    Collection<KernelRuns.Group> groups = selected.groups();
    CommandLineOptions others = withoutFilters(asked);
    List<RunResult> results = new ArrayList<>();
    long start = System.nanoTime();
    int done = 0;
    for (KernelRuns.Group group : groups) {
      long left = done == 0 ? 0 : (System.nanoTime() - start) / done * (groups.size() - done);
      err.printf(
          "[%d/%d] %s %s%s%n",
          done + 1,
          groups.size(),
          group.className().replace("Benchmark", ""),
          group.shape(),
          done == 0
              ? ""
              : ", about " + TimeUnit.NANOSECONDS.toMinutes(left + 59_999_999_999L) + " min left");
      err.flush();
      results.addAll(runner(options(others, group, turns)).run());
      done++;
    }
    return results;
  }

  private CommandLineOptions parse() {
    for (String argument : arguments) {
      if (argument.endsWith(".json") || argument.endsWith(".md") || argument.endsWith(".html")) {
        throw new ParameterException(
            spec.commandLine(),
            "'" + argument + "' is no filter; files are written with --out, --markdown and --html");
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

  /** The same without filters: JMH would run what they select with each group. */
  private CommandLineOptions withoutFilters(CommandLineOptions asked) {
    List<String> others = new ArrayList<>(arguments);
    others.removeAll(asked.getIncludes());
    try {
      return new CommandLineOptions(others.toArray(String[]::new));
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

  private Options options(CommandLineOptions asked, KernelRuns.Group group, Path turns) {
    List<String> flags = new ArrayList<>(Relaunch.FLAGS);
    flags.add(Relaunch.QUIET);
    if (asked.getProfilers().isEmpty()) { // They would count what is measured between iterations.
      flags.add("-D" + TurnLog.PROPERTY + "=" + turns);
    }
    flags.addAll(asked.getJvmArgsAppend().orElse(List.of()));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(asked)
            .include(group.include())
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .jvmArgsAppend(flags.toArray(String[]::new));
    parameters(options, "tier", group.tiers().stream().toList());
    parameters(options, "shape", List.of(group.shape()));
    parameters(
        options,
        "threads",
        group.threads().stream().filter(count -> count > 0).map(String::valueOf).toList());
    if (!full) {
      options.forks(asked.getForkCount().orElse(1));
      options.warmupIterations(asked.getWarmupIterations().orElse(QUICK_WARMUPS));
      options.warmupTime(asked.getWarmupTime().orElse(QUICK_WARMUP_TIME));
      options.measurementIterations(asked.getMeasurementIterations().orElse(QUICK_ITERATIONS));
      options.measurementTime(asked.getMeasurementTime().orElse(QUICK_TIME));
    }
    if (!asked.verbosity().hasValue()) {
      options.verbosity(VerboseMode.SILENT);
    }
    return options.build();
  }

  /** Fixes a parameter, unless the benchmark has none of this name. */
  private static void parameters(ChainedOptionsBuilder options, String name, List<String> values) {
    List<String> named = values.stream().filter(value -> !value.isEmpty()).toList();
    if (!named.isEmpty()) {
      options.param(name, named.toArray(String[]::new));
    }
  }

  /** A runner whose own words leave standard output to the report where that is JSON. */
  private Runner runner(Options options) {
    PrintStream words = ForkWords.to(report.printsJson() ? System.err : System.out);
    VerboseMode verbosity = options.verbosity().orElse(VerboseMode.NORMAL);
    return new Runner(options, OutputFormatFactory.createFormatInstance(words, verbosity));
  }
}
