package lanewise.kernels.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The choice of tier, in processes started with and without the flags that matter. */
class TiersTest {
  private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";
  private static final String NO_NATIVE_ACCESS = "--illegal-native-access=deny";
  private static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

  /** Prints the name of the preferred tier, or why there is none. */
  static final class Preferred {
    private Preferred() {}

    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try {
          System.out.println(Tiers.preferred().name());
        } catch (IllegalArgumentException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  private static List<String> lines(String... flags) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Collections.addAll(command, flags);
    Collections.addAll(
        command, "-cp", System.getProperty("java.class.path"), Preferred.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().filter(line -> !line.contains("incubator modules")).toList();
  }

  private static long logged(List<String> lines) {
    return lines.stream().filter(line -> line.contains("Lanewise runs")).count();
  }

  @Test
  void runsScalarJavaWithoutAnyFlagAndSaysOnceWhatWouldBeFaster() throws Exception {
    List<String> lines = lines(NO_NATIVE_ACCESS);
    assertEquals(List.of("scalar", "scalar"), lines.subList(lines.size() - 2, lines.size()));
    assertEquals(1, logged(lines), lines::toString);
    String log = String.join(" ", lines);
    assertTrue(log.contains("--add-modules jdk.incubator.vector"), log);
    assertTrue(log.contains("--enable-native-access"), log);
  }

  @Test
  void runsTheVectorTierWhereNativeAccessIsDenied() throws Exception {
    List<String> lines = lines(NO_NATIVE_ACCESS, VECTOR_API);
    assertEquals("vector", lines.getLast(), lines::toString);
    assertEquals(1, logged(lines), lines::toString);
  }

  @Test
  void runsMachineCodeWithoutTheVectorApiAndSaysOnceThatItIsMissing() throws Exception {
    assumeTrue(Tiers.available().contains("machine"), "this process runs no machine code");
    List<String> lines = lines(NATIVE_ACCESS);
    assertEquals(2, lines.stream().filter("machine"::equals).count(), lines::toString);
    assertEquals(1, logged(lines), lines::toString);
    String log = String.join(" ", lines);
    assertTrue(log.contains("--add-modules jdk.incubator.vector"), log);
  }

  @Test
  void logsNothingWhereATierIsNamed() throws Exception {
    assertEquals(
        List.of("vector", "vector"), lines(NATIVE_ACCESS, VECTOR_API, "-Dlanewise.tier=vector"));
    assertEquals(List.of("scalar", "scalar"), lines("-Dlanewise.tier=scalar"));
  }

  @Test
  void saysOnEveryRequestWhyTheNamedTierCannotRun() throws Exception {
    List<String> lines = lines("-Dlanewise.tier=vector");
    assertEquals(2, lines.size(), lines::toString);
    assertEquals(lines.getFirst(), lines.getLast());
    assertTrue(lines.getFirst().contains("--add-modules jdk.incubator.vector"), lines::toString);
    assertTrue(lines(NATIVE_ACCESS, "-Dlanewise.tier=abacus").getFirst().contains("abacus"));
  }

  @Test
  void listsTheTiersThatRunWithTheBestFirst() {
    List<String> names = Tiers.available();
    assertEquals("scalar", names.getLast());
    for (String name : names) {
      assertEquals(name, Tiers.named(name).name());
    }
    assertThrows(IllegalArgumentException.class, () -> Tiers.named("abacus"));
  }
}
