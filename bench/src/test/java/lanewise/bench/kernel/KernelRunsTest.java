package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;

final class KernelRunsTest {
  private static ChainedOptionsBuilder scalar(String... threads) {
    return new OptionsBuilder().param("tier", "scalar").param("threads", threads);
  }

  @Test
  void everyKernelAndShapeHasItsWork() {
    KernelRuns all = KernelRuns.select(scalar("1").build());
    assertFalse(all.runs().isEmpty());
    for (KernelRuns.Run run : all.runs()) {
      assertTrue(run.work().isPresent(), run.toString());
      assertTrue(run.work().get().bytes() > 0, run.toString());
    }
  }

  @Test
  void multipliesParameters() {
    KernelRuns runs =
        KernelRuns.select(
            scalar("1", "3").include("softmax").param("shape", "2x3", "4x5", "6x7").build());
    assertEquals(6, runs.runs().size());
    assertEquals(Map.of(1, Set.of(48L, 160L, 336L), 3, Set.of(48L, 160L, 336L)), runs.readSizes());
  }

  @Test
  void productsAskForNoReading() {
    KernelRuns runs = KernelRuns.select(scalar("2").include("MatMulF32").build());
    assertEquals(Map.of(2, Set.of()), runs.readSizes());
  }

  @Test
  void leavesOutModelsUnlessAsked() {
    List<String> names =
        KernelRuns.select(scalar("1").build()).runs().stream()
            .map(KernelRuns.Run::benchmark)
            .toList();
    assertFalse(names.contains("ModelRunBenchmark.run"));
    assertTrue(
        KernelRuns.select(new OptionsBuilder().include("ModelRun").build()).readSizes().isEmpty());
  }

  @Test
  void rejectsWhatCannotRun() {
    assertThrows(
        IllegalArgumentException.class,
        () -> KernelRuns.select(new OptionsBuilder().include("NoSuchKernel").build()));
    assertThrows(
        IllegalArgumentException.class,
        () -> KernelRuns.select(new OptionsBuilder().param("tier", "magic").build()));
    assertThrows(IllegalArgumentException.class, () -> KernelRuns.select(scalar("0").build()));
    assertThrows(
        IllegalArgumentException.class,
        () -> KernelRuns.select(scalar("1").include("MatMulF32").param("shape", "2x3").build()));
  }
}
