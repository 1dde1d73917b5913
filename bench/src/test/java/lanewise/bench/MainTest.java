package lanewise.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MainTest {
  @ParameterizedTest
  @ValueSource(strings = {"kernels", "model", "compare", "startup", "tables", "roofline"})
  void everyCommandHasHelpWithExamplesAndExitCodes(String command) {
    CommandRun run = CommandRun.of(command, "--help");
    assertEquals(0, run.exitCode());
    assertTrue(run.out().contains("Examples:"), run.out());
    assertTrue(run.out().contains("lanewise bench " + command), run.out());
    assertTrue(run.out().contains("Exit codes:"), run.out());
  }

  @Test
  void withoutCommandPrintsTheUsage() {
    CommandRun run = CommandRun.of();
    assertEquals(0, run.exitCode());
    assertTrue(run.out().startsWith("Usage: lanewise bench"), run.out());
  }

  static Stream<List<String>> wrongUsages() {
    return Stream.of(
        List.of("nonsense"),
        List.of("compare"),
        List.of("compare", "x.onnx", "--cases", "8"),
        List.of("compare", "x.onnx", "--threads", "0"),
        List.of("compare", "x.onnx", "--seconds", "NaN"),
        List.of("compare", "x.onnx", "--peer", "other"),
        List.of("model", "x.onnx", "--batch", "-1"),
        List.of("model", "x.onnx", "--nonsense"),
        List.of("startup", "x", "--runs", "0"),
        List.of("roofline", "x.json"),
        List.of("kernels", "MatMulF32", "-f"),
        List.of("kernels", "MatMulF32", "page.html"),
        List.of("kernels", "MatMulF32", "-t", "2"),
        List.of("kernels", "MatMulF32", "--json", "figures.json"));
  }

  @ParameterizedTest
  @MethodSource("wrongUsages")
  void wrongUsageIsOneLineAndExitCode2(List<String> arguments) {
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(2, run.exitCode(), run.toString());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("error: "), run.err());
    assertTrue(run.err().contains("--help"), run.err());
  }

  static Stream<List<String>> failures() {
    return Stream.of(
        List.of("compare", "no-such-model"),
        List.of("model", "no-such-model"),
        List.of("startup", "no-such-model"),
        List.of("tables", "--root", "no-such-folder"),
        List.of("roofline", "no-such-file.json", "-o", "page.html"),
        List.of("kernels", "NoSuchKernel"),
        List.of("kernels", "MatMulF32", "-p", "tier=magic"),
        List.of("kernels", "MatMulF32", "-p", "shape=1x2"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void failureIsOneLineAndExitCode1(List<String> arguments) {
    CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
    assertEquals(1, run.exitCode(), run.toString());
    assertEquals("", run.out());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("error: "), run.err());
  }
}
