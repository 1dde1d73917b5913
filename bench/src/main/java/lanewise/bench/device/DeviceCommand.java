package lanewise.bench.device;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import lanewise.bench.report.Environment;
import lanewise.bench.report.ReportFile;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceCeiling;
import lanewise.kernels.device.DeviceDescription.Kind;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.DeviceTask;
import lanewise.kernels.device.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench device}: products on a device, as shares of what it can do at most. */
@Command(
    name = "device",
    description = "Measures products on a device, and what the device can do at most.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  lanewise bench device", "  lanewise bench device --fast-math"})
public final class DeviceCommand implements Callable<Integer> {
  private static final int RUNS = 5;
  private static final double NANOS = 1e9;
  private static final double GIGA = 1e9;
  private static final double PERCENT = 100;

  @Spec CommandSpec spec;

  @Option(
      names = "--device",
      defaultValue = "opencl",
      description = "The device, as lanewise devices lists it (${DEFAULT-VALUE}).")
  String label;

  @Option(
      names = "--fast-math",
      description = "Allow matrix units, which round f32 activations to the weights' type.")
  boolean fastMath;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the report as JSON to FILE, whole or not at all.")
  Path out;

  /**
   * A row of the report.
   *
   * @param ceiling the name of what bounds it
   */
  private record Case(ElementType type, int m, int n, int k, int layers, String ceiling) {}

  private static List<Case> cases(boolean large) {
    int size = large ? 4_096 : 512;
    int wide = large ? 14_336 : 2_048;
    int layers = large ? 32 : 4;
    return List.of(
        new Case(ElementType.FLOAT32, size, size, size, 1, "f32 fma"),
        new Case(ElementType.FLOAT16, 2 * size, 2 * size, 2 * size, 1, "f16 mma"),
        new Case(ElementType.BFLOAT16, size, size, size, 1, "f16 mma"),
        new Case(ElementType.INT8, size, size, size, 1, "f32 fma"),
        new Case(ElementType.Q8_0, 1, wide, size, layers, "copy"),
        new Case(ElementType.Q4_0, 1, wide, size, layers, "copy"),
        new Case(ElementType.Q4_K, 1, wide, size, layers, "copy"),
        new Case(ElementType.Q6_K, 1, wide, size, layers, "copy"));
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter writer = spec.commandLine().getOut();
    DeviceSettings settings = DeviceSettings.defaults().withProfile(true).withFastMath(fastMath);
    try (Device device = Devices.find().open(label, settings)) {
      ObjectNode report = Environment.describe("device", "bench device");
      report.put("device", device.description().name());
      report.put("driver", device.description().driver());
      report.put("fastMath", fastMath);
      ArrayNode ceilingRows = report.putArray("ceilings");
      List<DeviceCeiling> ceilings = device.ceilings();
      for (DeviceCeiling ceiling : ceilings) {
        writer.printf(
            Locale.ROOT,
            "%-32s %12.1f G%s%n",
            ceiling.name(),
            ceiling.perSecond() / GIGA,
            ceiling.unit());
        ceilingRows
            .addObject()
            .put("name", ceiling.name())
            .put("perSecond", ceiling.perSecond())
            .put("unit", ceiling.unit());
      }
      device.profile(true);
      ArrayNode rows = report.putArray("results");
      for (Case one : cases(device.description().kind() == Kind.GPU)) {
        measure(device, one, ceilings, rows.addObject(), writer);
      }
      if (out != null) {
        ReportFile.write(out, Environment.JSON.writeValueAsString(report) + "\n");
      }
    }
    return 0;
  }

  private static void measure(
      Device device, Case one, List<DeviceCeiling> ceilings, ObjectNode row, PrintWriter writer) {
    try (DeviceProducts products =
        DeviceProducts.of(device, one.type(), one.m(), one.n(), one.k(), one.layers())) {
      double seconds = seconds(device, products.tasks());
      boolean copy = one.ceiling().equals("copy");
      double rate = (copy ? products.bytes() : products.operations()) / seconds;
      String ceiling = ceiling(one.ceiling(), ceilings);
      double most =
          ceilings.stream()
              .filter(each -> each.name().equals(ceiling))
              .mapToDouble(DeviceCeiling::perSecond)
              .findFirst()
              .orElse(Double.NaN);
      String what =
          one.type().label()
              + " "
              + one.m()
              + "x"
              + one.n()
              + "x"
              + one.k()
              + (one.layers() > 1 ? " by " + one.layers() : "");
      writer.printf(
          Locale.ROOT,
          "%-32s %12.1f G%s  %5.1f %% of %s%n",
          what,
          rate / GIGA,
          copy ? "B/s" : "FLOP/s",
          PERCENT * rate / most,
          ceiling);
      writer.flush();
      row.put("type", one.type().label())
          .put("m", one.m())
          .put("n", one.n())
          .put("k", one.k())
          .put("layers", one.layers())
          .put("seconds", seconds)
          .put("perSecond", rate)
          .put("unit", copy ? "B/s" : "FLOP/s")
          .put("ceiling", ceiling)
          .put("percent", PERCENT * rate / most);
    }
  }

  /** Without matrix units, what they would bound is bound by the FMA loop. */
  private static String ceiling(String wanted, List<DeviceCeiling> ceilings) {
    return ceilings.stream().anyMatch(ceiling -> ceiling.name().equals(wanted))
        ? wanted
        : "f32 fma";
  }

  private static double seconds(Device device, List<Task> tasks) {
    long least = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long before = nanos(tasks);
      tasks.forEach(task -> task.run(0, 0));
      device.finish();
      least = Math.min(least, nanos(tasks) - before);
    }
    return Math.max(1, least) / NANOS;
  }

  private static long nanos(List<Task> tasks) {
    return tasks.stream().mapToLong(task -> ((DeviceTask) task).deviceNanos()).sum();
  }
}
