package lanewise.cli.kernel;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lanewise.cli.terminal.JsonText;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Knob;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.CpuFeature;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * This CPU and the tiers that can run on it.
 *
 * @param cpu its name, or why it can't be asked for
 * @param features what kernels ask for and it has
 * @param missing what kernels ask for and it lacks
 * @param tiers all tiers, the best first
 * @param inUse the tier in use
 * @param forced whether a property chose it
 */
public record Machine(
    String cpu,
    List<String> features,
    List<String> missing,
    List<TierState> tiers,
    KernelTier inUse,
    boolean forced) {
  /** A tier, and why it can't run; nothing where it can. */
  public record TierState(String name, String refusal) {
    boolean runs() {
      return refusal.isEmpty();
    }
  }

  /**
   * Looks at this process.
   *
   * @throws IllegalArgumentException if a property names a tier that can't run
   */
  public static Machine look() {
    List<String> features = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    String name;
    try {
      Cpu cpu = Cpu.detect();
      name = cpu.name();
      for (CpuFeature feature : CpuFeature.values()) {
        (cpu.has(feature) ? features : missing).add(feature.name().toLowerCase(Locale.ROOT));
      }
    } catch (MachineCodeRefusedException e) {
      name = System.getProperty("os.arch") + " (not asked: " + e.getMessage() + ")";
    }
    List<TierState> tiers = new ArrayList<>();
    for (String tier : List.of("machine", "vector", "scalar")) {
      tiers.add(new TierState(tier, refusal(tier)));
    }
    boolean forced = Knob.TIER.given() != null;
    return new Machine(name, features, missing, tiers, Tiers.preferred(), forced);
  }

  private static String refusal(String tier) {
    try {
      Tiers.named(tier);
      return "";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** The tiers that can run, the best first. */
  public List<KernelTier> running() {
    return tiers.stream().filter(TierState::runs).map(tier -> Tiers.named(tier.name())).toList();
  }

  /** For people. */
  public void print(PrintWriter out) {
    out.println("CPU      " + cpu);
    out.println("has      " + join(features));
    out.println("lacks    " + join(missing));
    for (TierState tier : tiers) {
      boolean used = tier.name().equals(inUse.name());
      String why =
          forced ? ", in use: -D" + Knob.TIER.property() + " says so" : ", in use: the best";
      out.printf(
          "%-8s %s%n", tier.name(), tier.runs() ? "can run" + (used ? why : "") : tier.refusal());
    }
  }

  private static String join(List<String> words) {
    return words.isEmpty() ? "-" : String.join(" ", words);
  }

  /** For programs: fields of an object. */
  public void write(JsonGenerator json) throws IOException {
    json.writeStringField("cpu", cpu);
    JsonText.strings(json, "features", features);
    JsonText.strings(json, "missing", missing);
    json.writeStringField("tier", inUse.name());
    json.writeBooleanField("forced", forced);
    json.writeArrayFieldStart("tiers");
    for (TierState tier : tiers) {
      json.writeStartObject();
      json.writeStringField("name", tier.name());
      json.writeBooleanField("available", tier.runs());
      if (!tier.runs()) {
        json.writeStringField("reason", tier.refusal());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
