package lanewise.bench.kernel;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lanewise.kernels.tier.Tiers;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The benchmarks and parameters that JMH's options select, known before the first one runs.
 *
 * @param includes what JMH is to include: the filters, or all kernels
 * @param tiers the tiers to run: those asked for, or those of the default that this process can run
 * @param runs each benchmark with each of its parameters
 */
record KernelRuns(List<String> includes, List<String> tiers, List<Run> runs) {
  private static final String ALL_KERNELS = "^lanewise\\.bench\\.kernel\\.";

  /**
   * One benchmark with its parameters.
   *
   * @param threads or 0 where the benchmark has no such parameter
   */
  record Run(String benchmark, String tier, String shape, int threads, Optional<KernelWork> work) {}

  /**
   * Looks up what is selected.
   *
   * @throws IllegalArgumentException if nothing is, a tier can't run here, or a shape is not one of
   *     a selected benchmark
   */
  static KernelRuns select(Options options) {
    List<String> includes =
        options.getIncludes().isEmpty() ? List.of(ALL_KERNELS) : options.getIncludes();
    Set<BenchmarkListEntry> entries =
        BenchmarkList.defaultList().find(silent(), includes, options.getExcludes());
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(
          "no benchmark matches " + String.join(" ", includes) + "; lanewise bench kernels -l");
    }
    List<String> tiers = new ArrayList<>(asked(options, "tier"));
    if (tiers.isEmpty()) {
      tiers.addAll(Tiers.available());
      tiers.remove("scalar");
    }
    if (tiers.isEmpty()) {
      tiers.add("scalar");
    }
    tiers.stream().filter(tier -> !tier.equals(OpenBlas.NAME)).forEach(Tiers::named);
    List<Run> runs = new ArrayList<>();
    for (BenchmarkListEntry entry : entries) {
      addRuns(runs, entry, options, tiers);
    }
    return new KernelRuns(includes, tiers, List.copyOf(runs));
  }

  private static OutputFormat silent() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return OutputFormatFactory.createFormatInstance(nowhere, VerboseMode.SILENT);
  }

  private static Collection<String> asked(Options options, String parameter) {
    return options.getParameter(parameter).orElse(List.of());
  }

  private static void addRuns(
      List<Run> runs, BenchmarkListEntry entry, Options options, List<String> tiers) {
    Map<String, String[]> defaults = entry.getParams().orElse(Map.of());
    String name = shortName(entry.getUsername());
    boolean products = name.equals("MatMulF32Benchmark.multiply");
    for (String tier : defaults.containsKey("tier") ? tiers : List.of("")) {
      if (tier.equals(OpenBlas.NAME) && !products) {
        continue;
      }
      for (String shape : values(defaults, options, "shape")) {
        for (String threads : values(defaults, options, "threads")) {
          runs.add(new Run(name, tier, shape, threadCount(threads), work(name, shape)));
        }
      }
    }
  }

  private static Collection<String> values(
      Map<String, String[]> defaults, Options options, String parameter) {
    if (!defaults.containsKey(parameter)) {
      return List.of("");
    }
    Collection<String> asked = asked(options, parameter);
    return asked.isEmpty() ? List.of(defaults.get(parameter)) : asked;
  }

  private static int threadCount(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    try {
      int count = Integer.parseInt(text);
      if (count > 0) {
        return count;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("threads must be numbers, found '" + text + "'", e);
    }
    throw new IllegalArgumentException("threads must be above 0, found " + text);
  }

  private static Optional<KernelWork> work(String benchmark, String shape) {
    try {
      return KernelWork.of(benchmark, shape);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(benchmark + ": " + e.getMessage(), e);
    }
  }

  /** Class and method of a benchmark, without its package. */
  static String shortName(String benchmark) {
    int method = benchmark.lastIndexOf('.');
    return benchmark.substring(benchmark.lastIndexOf('.', method - 1) + 1);
  }

  /**
   * The runs of one benchmark class on one shape, which JMH is given together.
   *
   * @param className without its package
   * @param methods those that are selected
   */
  record Group(
      String className,
      String shape,
      Set<String> methods,
      Set<String> tiers,
      Set<Integer> threads) {
    /** What JMH is to include: just these methods. */
    String include() {
      return "\\." + className + "\\.(" + String.join("|", methods) + ")$";
    }
  }

  /** The runs as groups, in the order of the runs. */
  Collection<Group> groups() {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Run run : runs) {
      String className = run.benchmark.substring(0, run.benchmark.lastIndexOf('.'));
      Group group =
          groups.computeIfAbsent(
              className + " " + run.shape,
              none ->
                  new Group(
                      className,
                      run.shape,
                      new TreeSet<>(),
                      new LinkedHashSet<>(),
                      new TreeSet<>()));
      group.methods.add(run.benchmark.substring(className.length() + 1));
      group.tiers.add(run.tier);
      group.threads.add(run.threads);
    }
    return groups.values();
  }

  /** For each class those of its shapes that tell most, on the best tier alone. */
  KernelRuns quick() {
    Map<String, Set<String>> shapes = new HashMap<>();
    for (Run run : runs) {
      String className = run.benchmark.substring(0, run.benchmark.lastIndexOf('.'));
      shapes.computeIfAbsent(className, none -> new LinkedHashSet<>()).add(run.shape);
    }
    shapes.replaceAll((className, all) -> QuickSet.of(className, all));
    List<Run> kept =
        runs.stream()
            .filter(run ->
                (run.tier.isEmpty() || run.tier.equals(tiers.getFirst()))
                    && shapes
                        .get(run.benchmark.substring(0, run.benchmark.lastIndexOf('.')))
                        .contains(run.shape))
            .toList();
    return new KernelRuns(includes, List.of(tiers.getFirst()), kept);
  }

  /** The same with OpenBLAS beside each f32 product. */
  KernelRuns withOpenBlas() {
    Set<Run> all = new LinkedHashSet<>();
    for (Run run : runs) {
      all.add(run);
      if (run.benchmark.equals("MatMulF32Benchmark.multiply")) {
        all.add(new Run(run.benchmark, OpenBlas.NAME, run.shape, run.threads, run.work));
      }
    }
    return new KernelRuns(includes, tiers, List.copyOf(all));
  }

  /** The numbers of threads that ceilings are needed for. */
  Set<Integer> threadCounts() {
    Set<Integer> counts = new TreeSet<>();
    for (Run run : runs) {
      if (run.work.isPresent()) {
        counts.add(run.threads);
      }
    }
    return counts;
  }
}
