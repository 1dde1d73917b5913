package lanewise.kernels.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Starts processes that may not run machine code of their own. */
class RefusedMachineCodeTest {
  /** The lines that a process writes, its last one apart: the tier it ran on. */
  private record Output(List<String> log, String tier) {}

  private static Output run(String... flags) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx64m");
    command.add("-Djava.util.logging.SimpleFormatter.format=%5$s%n");
    command.addAll(List.of(flags));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(RefusedMachineCodeProgram.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), text);
    List<String> lines = new ArrayList<>(text.lines().toList());
    lines.removeIf(line -> line.contains("Using incubator modules"));
    return new Output(lines, lines.removeLast());
  }

  @Test
  void theVectorTierServesWhereNativeAccessIsDenied() throws Exception {
    Output output = run("--add-modules", "jdk.incubator.vector", "--illegal-native-access=deny");
    assertEquals("vector", output.tier());
    assertEquals(1, output.log().size(), output.log().toString());
    assertTrue(output.log().getFirst().contains("--enable-native-access"), output.log()::toString);
  }

  @Test
  void theVectorTierServesWhereTheSystemRefusesExecutablePages() throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64"),
        "the filter is for Linux on x86-64");
    Output output =
        run(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dtest.filter=true");
    assertEquals("vector", output.tier(), output.log().toString());
    assertEquals(1, output.log().size(), output.log().toString());
    assertTrue(output.log().getFirst().contains("mprotect"), output.log()::toString);
  }

  @Test
  void aTierThatIsAskedForByNameIsTaken() throws Exception {
    Output output =
        run(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlanewise.tier=vector");
    assertEquals("vector", output.tier());
    assertEquals(List.of(), output.log());
  }
}
