package lanewise.cli.command;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanewise.engine.RunProfile;

/** Prints where a run's time goes. */
final class ProfileTable {
  private static final int NAME_CHARACTERS = 48;
  private static final double NANOS_PER_MICRO = 1e3;

  private final RunProfile profile;
  private final double total;

  ProfileTable(RunProfile profile) {
    this.profile = profile;
    this.total = Math.max(1, profile.totalNanos());
  }

  /** Prints each step in running order, then the sums of each operator, the greatest first. */
  void print(PrintWriter out) {
    List<RunProfile.Step> steps = profile.steps();
    boolean places = steps.stream().anyMatch(RunProfile.Step::isCopy);
    out.printf(
        "%n%5s  %-24s %12s %7s  %s%s%n",
        "STEP", "OPERATOR", "TIME", "SHARE", places ? "WHERE         " : "", "NODE");
    for (int i = 0; i < steps.size(); i++) {
      RunProfile.Step step = steps.get(i);
      out.printf(
          "%5d  %-24s %12s %7s  %s%s%n",
          i + 1,
          step.operator(),
          time(step.nanos()),
          share(step.nanos()),
          places ? String.format("%-14s", where(step)) : "",
          shortened(step.name()));
    }
    Map<String, long[]> sums = new LinkedHashMap<>();
    for (RunProfile.Step step : steps) {
      long[] sum = sums.computeIfAbsent(step.operator(), operator -> new long[2]);
      sum[0] += step.nanos();
      sum[1]++;
    }
    out.printf("%n%5s  %-24s %12s %7s%n", "STEPS", "OPERATOR", "TIME", "SHARE");
    sums.entrySet().stream()
        .sorted(Comparator.comparingLong(sum -> -sum.getValue()[0]))
        .forEach(sum ->
            out.printf(
                "%5d  %-24s %12s %7s%n",
                sum.getValue()[1],
                sum.getKey(),
                time(sum.getValue()[0]),
                share(sum.getValue()[0])));
    out.printf("%5d  %-24s %12s%n", steps.size(), "all", time(profile.totalNanos()));
  }

  /** Where a step ran, or how many bytes it copied. */
  private static String where(RunProfile.Step step) {
    return step.isCopy()
        ? String.format(Locale.ROOT, "%,d B", step.bytes() / Math.max(1, step.calls()))
        : step.place();
  }

  /** The mean of a run, in microseconds. */
  private String time(long nanos) {
    double micros = nanos / NANOS_PER_MICRO / Math.max(1, profile.runs());
    return String.format(Locale.ROOT, "%.1f µs", micros);
  }

  private String share(long nanos) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * nanos / total);
  }

  private static String shortened(String name) {
    return name.length() <= NAME_CHARACTERS
        ? name
        : "…" + name.substring(name.length() - NAME_CHARACTERS + 1);
  }
}
