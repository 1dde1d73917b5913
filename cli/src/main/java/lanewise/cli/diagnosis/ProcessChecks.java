package lanewise.cli.diagnosis;

import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import lanewise.kernels.Knob;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.memory.NativeMemory;

/** The JVM that runs, its flags, and what it makes of the CPU. */
public final class ProcessChecks {
  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** What tells where the command itself lies. */
  private static final Pattern LAUNCHERS_OWN =
      Pattern.compile("--module-path=|-Djdk\\.module\\.|-Dlanewise\\.(root|terminal)=|-Xlog:");

  private ProcessChecks() {}

  /** All of these checks, in the order in which a person reads them. */
  public static List<Finding> all() {
    return List.of(java(), flags(), cpu(), tier(), vectorApi(), nativeAccess(), text());
  }

  static Finding java() {
    String value =
        Runtime.version()
            + " ("
            + System.getProperty("java.vendor")
            + "), "
            + System.getProperty("java.vm.name")
            + ", "
            + System.getProperty("java.home");
    String info = System.getProperty("java.vm.info", "");
    if (info.contains("interpreted")) {
      return Finding.hint(
          "Java", value + ", " + info, "The JVM does not compile; remove -Xint to be much faster.");
    }
    return Finding.fine("Java", value);
  }

  static Finding flags() {
    List<String> flags =
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter(flag -> !LAUNCHERS_OWN.matcher(flag).lookingAt())
            .toList();
    return Finding.fine("JVM flags", flags.isEmpty() ? "none" : String.join(" ", flags));
  }

  static Finding cpu() {
    String architecture = System.getProperty("os.arch");
    try {
      Cpu cpu = Cpu.detect();
      String features =
          cpu.features().stream()
              .map(feature -> feature.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" "));
      return Finding.fine("CPU", cpu.name() + ": " + features);
    } catch (MachineCodeRefusedException e) {
      return Finding.hint(
          "CPU",
          architecture + "; its features can't be asked for: " + e.getMessage(),
          "Lanewise runs without machine code; the vector tier serves.");
    }
  }

  static Finding tier() {
    String forced = Knob.TIER.given() == null ? "" : Knob.TIER.given();
    String chosen;
    try {
      chosen = Tiers.preferred().name();
    } catch (IllegalArgumentException e) {
      return Finding.problem(
          "Kernel tier",
          e.getMessage(),
          "Remove -D"
              + Knob.TIER.property()
              + "="
              + forced
              + ", or name one of: "
              + String.join(", ", Tiers.available()));
    }
    String best = Tiers.available().getFirst();
    if (!forced.isEmpty()) {
      String value = chosen + ", since -D" + Knob.TIER.property() + " says so";
      return chosen.equals(best)
          ? Finding.fine("Kernel tier", value)
          : Finding.hint(
              "Kernel tier", value, "The best here is " + best + "; remove the flag to be faster.");
    }
    String refusals = refusals(chosen);
    return Finding.fine(
        "Kernel tier",
        chosen
            + (refusals.isEmpty()
                ? ", the best there is"
                : ", the best that can run: " + refusals));
  }

  /** Why the tiers above {@code chosen} can't run. */
  private static String refusals(String chosen) {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("machine", "vector", "scalar")) {
      if (name.equals(chosen)) {
        break;
      }
      try {
        Tiers.named(name);
      } catch (IllegalArgumentException e) {
        text.append(text.isEmpty() ? "" : "; ").append(e.getMessage());
      }
    }
    return text.toString();
  }

  static Finding vectorApi() {
    return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
        ? Finding.fine("Vector API", "there")
        : Finding.hint(
            "Vector API",
            "not there: the module " + VECTOR_MODULE + " was not started",
            "Start Java with --add-modules " + VECTOR_MODULE + " to be many times faster.");
  }

  static Finding nativeAccess() {
    Module module = NativeMemory.class.getModule();
    if (module.isNativeAccessEnabled()) {
      return Finding.fine("Native access", "granted");
    }
    String name = module.isNamed() ? module.getName() : "ALL-UNNAMED";
    return Finding.hint(
        "Native access",
        "not granted: no machine code, no advice on memory pages",
        "Start Java with --enable-native-access=" + name);
  }

  static Finding text() {
    Charset charset = System.out.charset();
    return charset.equals(StandardCharsets.UTF_8)
        ? Finding.fine("Terminal text", charset.name())
        : Finding.hint(
            "Terminal text",
            charset.name() + ": other characters are printed as question marks",
            "Set LC_ALL=C.UTF-8, or LANEWISE_JAVA_OPTS=-Dstdout.encoding=UTF-8");
  }
}
