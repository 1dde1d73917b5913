package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
    assertEquals(Set.of(1, 3), runs.threadCounts());
    assertEquals(3, runs.groups().size(), "a group has all threads of a shape");
  }

  @Test
  void quickSetKeepsAFewShapesOfEachKernel() {
    KernelRuns all = KernelRuns.select(new OptionsBuilder().param("threads", "1").build());
    KernelRuns quick = all.quick();
    assertEquals(1, quick.tiers().size());
    assertEquals(all.tiers().getFirst(), quick.tiers().getFirst());
    assertEquals(
        all.runs().stream().map(KernelRuns.Run::benchmark).collect(Collectors.toSet()),
        quick.runs().stream().map(KernelRuns.Run::benchmark).collect(Collectors.toSet()));
    assertTrue(quick.runs().size() < all.runs().size() / 3, "quick: " + quick.runs().size());
  }

  @Test
  void openBlasStandsBesideF32ProductsAlone() {
    KernelRuns runs =
        KernelRuns.select(scalar("1").include("MatMul").build()).quick().withOpenBlas();
    for (KernelRuns.Run run : runs.runs()) {
      if (run.tier().equals(OpenBlas.NAME)) {
        assertEquals("MatMulF32Benchmark.multiply", run.benchmark());
      }
    }
    long theirs = runs.runs().stream().filter(run -> run.tier().equals(OpenBlas.NAME)).count();
    assertEquals(4, theirs);
  }

  @Test
  void groupsSelectJustTheirMethods() {
    for (KernelRuns.Group group :
        KernelRuns.select(scalar("1").include("softmax").build()).groups()) {
      assertEquals("\\.RowKernelsBenchmark\\.(softmax)$", group.include());
    }
  }

  @Test
  void leavesOutModelsUnlessAsked() {
    List<String> names =
        KernelRuns.select(scalar("1").build()).runs().stream()
            .map(KernelRuns.Run::benchmark)
            .toList();
    assertFalse(names.contains("ModelRunBenchmark.run"));
    assertTrue(
        KernelRuns.select(new OptionsBuilder().include("ModelRun").build())
            .threadCounts()
            .isEmpty());
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
