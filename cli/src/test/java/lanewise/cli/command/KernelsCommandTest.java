package lanewise.cli.command;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import lanewise.cli.Commands;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonValue;
import lanewise.kernels.Knob;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KernelsCommandTest {
  @TempDir private Path folder;

  private Commands.Result run(String... arguments) {
    List<String> all = new ArrayList<>(List.of("kernels"));
    all.addAll(List.of(arguments));
    return new Commands(folder.resolve("cache")).run(all.toArray(String[]::new));
  }

  /** A new process with flags, whose output is JSON. */
  private JsonObject inProcess(String flag, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            flag,
            "-cp",
            System.getProperty("java.class.path"),
            "lanewise.cli.Main",
            "kernels",
            "--json"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(folder.resolve("err").toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return (JsonObject) Commands.json(out);
  }

  private static List<String> texts(JsonObject object, String field) {
    List<String> texts = new ArrayList<>();
    for (JsonValue value : ((JsonArray) object.get(field)).elements()) {
      texts.add(((JsonObject) value).string("name"));
    }
    return texts;
  }

  @Test
  void tellsCpuTiersAndWhoComputesWhat() {
    Commands.Result result = run();
    assertEquals(0, result.code(), result.err());
    assertAll(
        () -> assertTrue(result.out().startsWith("CPU "), result.out()),
        () -> assertTrue(result.out().contains("can run, in use: "), result.out()),
        () -> assertTrue(result.out().contains("MatMulF32.multiply f32"), result.out()),
        () -> assertTrue(result.out().contains("\nown: the tier's own kernel"), result.out()));
    for (String line : result.lines()) {
      assertTrue(line.length() <= 110 || line.startsWith("lacks"), line);
    }
  }

  @Test
  void givesTheSameToPrograms() {
    JsonObject report = (JsonObject) run("--json").json();
    assertEquals(List.of("machine", "vector", "scalar"), texts(report, "tiers"));
    assertEquals(Tiers.preferred().name(), report.string("tier"));
    Set<String> tiers = Set.copyOf(Tiers.available());
    for (JsonValue value : ((JsonArray) report.get("kernels")).elements()) {
      JsonObject row = (JsonObject) value;
      assertTrue(tiers.contains(row.string("chosen")), row.toString());
      JsonObject served = (JsonObject) row.get("tiers");
      assertEquals(row.string("chosen"), served.string(report.string("tier")));
      assertEquals(
          row.string("chosen").equals(report.string("tier")), row.string("reason").isEmpty());
    }
  }

  @Test
  void filtersByOperationAndType() {
    JsonObject report = (JsonObject) run("matmulblocks.multiply M=1: i8·q4_K", "--json").json();
    assertEquals(1, ((JsonArray) report.get("kernels")).size());
    Commands.Result none = run("no-such-operation");
    assertEquals(2, none.code());
    assertTrue(none.err().contains("'no-such-operation'"), none.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void saysWhichTierAPropertyForces(String tier) throws IOException, InterruptedException {
    JsonObject report = inProcess("-Dlanewise.tier=" + tier, "MatMulF32");
    assertEquals(tier, report.string("tier"));
    assertTrue(report.bool("forced"));
    for (JsonValue value : ((JsonArray) report.get("kernels")).elements()) {
      assertEquals(tier, ((JsonObject) value).string("chosen"));
    }
  }

  @Test
  void measuresCeilingsForEachNumberOfThreads() {
    JsonObject report = (JsonObject) run("--probe", "--threads", "1,2", "--json").json();
    JsonArray ceilings = (JsonArray) report.get("ceilings");
    assertEquals(2, ceilings.size());
    for (JsonValue value : ceilings.elements()) {
      JsonObject row = (JsonObject) value;
      assertTrue(row.number("f32Gflops").doubleValue() > 0);
      assertEquals(3, ((JsonArray) row.get("reads")).size());
    }
    Commands.Result table = run("--probe", "--threads", "1");
    assertTrue(table.out().contains("f32 multiply-add"), table.out());
    assertTrue(table.lines().getLast().matches("\\s+1 .* GFLOP/s .* GB/s"), table.out());
    assertEquals(2, run("--probe", "--threads", "0").code());
  }

  @Test
  void showsBytesAndTextOfAKernel() {
    assumeFalse(generated().isEmpty(), "no machine code runs here");
    String name = generated().getFirst();
    JsonObject kernel = (JsonObject) run("--disassemble", name, "--json").json();
    assertEquals(name, kernel.string("name"));
    assertEquals(2 * kernel.integer("bytes"), kernel.string("hex").length());
    Commands.Result shown = run("--disassemble", name);
    assertEquals(0, shown.code(), shown.err());
    assertTrue(shown.out().contains(" bytes of instructions, "), shown.out());
    assertTrue(shown.out().contains("     0  "), shown.out());
    if (kernel.get("text") instanceof JsonArray text) {
      assertTrue(text.elements().getLast().toString().contains("ret"), text.toString());
    }
  }

  private List<String> generated() {
    List<String> names = new ArrayList<>();
    for (JsonValue value : ((JsonArray) run("--list", "--json").json()).elements()) {
      names.add(((JsonObject) value).string("name"));
    }
    return names;
  }

  @Test
  void showsBytesAloneWithoutObjdump() {
    assumeFalse(generated().isEmpty(), "no machine code runs here");
    Commands.Result shown =
        run("--disassemble", generated().getFirst(), "--objdump", "no-such-program");
    assertEquals(0, shown.code(), shown.err());
    assertTrue(shown.out().contains("no text: the program 'no-such-program'"), shown.out());
  }

  @Test
  void suggestsNamesLikeAWrongOne() {
    assumeFalse(generated().isEmpty(), "no machine code runs here");
    String name = generated().getFirst();
    Commands.Result near = run("--disassemble", name + "x");
    assertEquals(2, near.code());
    assertTrue(near.err().contains("did you mean "), near.err());
    assertTrue(near.err().contains(name), near.err());
    Commands.Result far = run("--disassemble", "qqqqqqqqqqqqqqqq");
    assertEquals(2, far.code());
    assertTrue(far.err().contains("there are: "), far.err());
  }

  @Test
  void generatesNoNameTwice() {
    List<String> names = generated();
    assertEquals(new TreeSet<>(names).size(), names.size());
    assertFalse(run("--list").out().isEmpty() && !names.isEmpty());
  }

  @Test
  void tellsEveryKnob() {
    JsonArray knobs = (JsonArray) run("--knobs", "--json").json();
    assertEquals(Knob.values().length, knobs.size());
    Commands.Result text = run("--knobs");
    for (Knob knob : Knob.values()) {
      assertTrue(text.out().contains("-D" + knob.property() + "=" + knob.type()), text.out());
      assertTrue(text.out().contains(knob.effect()), text.out());
    }
  }

  @Test
  void rejectsTwoModesAtOnce() {
    Commands.Result result = run("--probe", "--list");
    assertEquals(2, result.code());
    assertEquals(1, result.err().lines().count(), result.err());
  }
}
