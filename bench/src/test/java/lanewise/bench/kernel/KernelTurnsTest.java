package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import lanewise.bench.report.Environment;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.api.Test;

final class KernelTurnsTest {
  private static final String PRODUCT = "MatMulF32Benchmark.multiply";

  private static KernelRuns.Run run(String benchmark, String tier) {
    String shape = "100x100x100";
    return new KernelRuns.Run(benchmark, tier, shape, 1, KernelWork.of(benchmark, shape));
  }

  /** Slow in its second round, when the ceiling and the other library were slow too. */
  private static TurnSeries series() {
    return new TurnSeries(
        List.of(40.0, 80.0, 40.0), List.of(100.0, 50.0, 100.0), List.of(60.0, 120.0, 50.0));
  }

  @Test
  void takesRatiosWithinRounds() {
    assertEquals(50, series().percentOfCeiling(2e6), 1e-9);
    assertEquals(100 * 2e6 / 60 / 1e3 / 100, series().peerPercentOfCeiling(2e6), 1e-9);
    assertEquals(1.5, series().timesPeer(), 1e-9);
  }

  @Test
  void carriesRoundsFromProcessToProcess() throws JsonProcessingException {
    TurnSeries read = TurnSeries.of(Environment.JSON.readTree(series().line()));
    assertEquals(series(), read);
    read.addAll(series());
    assertEquals(6, read.micros().size());
    assertTrue(read.hasPeer());
  }

  @Test
  void reportsTheOtherLibraryInARowOfItsOwn() {
    ArrayNode rows = Environment.JSON.createArrayNode();
    KernelTurns.addRows(rows, run(PRODUCT, "machine"), series());
    assertEquals(2, rows.size());
    JsonNode own = rows.get(0);
    assertEquals("machine", own.get("tier").asText());
    assertEquals(40, own.get("micros").asDouble());
    assertEquals(50, own.get("percentOfCeiling").asDouble(), 1e-9);
    assertEquals(1.5, own.get("timesPeer").asDouble(), 1e-9);
    assertEquals(OpenBlas.NAME, rows.get(1).get("tier").asText());
    assertEquals(60, rows.get(1).get("micros").asDouble());
    assertFalse(rows.get(1).has("timesPeer"));
  }

  @Test
  void takesTurnsWithOpenBlasWhereItIsSelected() {
    KernelRuns.Run own = run(PRODUCT, "machine");
    KernelRuns.Run other = run(PRODUCT, OpenBlas.NAME);
    KernelRuns both = new KernelRuns(List.of(), List.of("machine"), List.of(own, other));
    assertEquals(new KernelTurns(List.of(own), true, 3, 5), KernelTurns.of(both, 3, 5));
    KernelRuns alone = new KernelRuns(List.of(), List.of("machine"), List.of(own));
    assertFalse(KernelTurns.of(alone, 3, 5).beside());
  }

  @Test
  void refusesASelectionWithoutProducts() {
    KernelRuns.Run other =
        new KernelRuns.Run(
            "ElementwiseBenchmark.add",
            "machine",
            "9x9",
            1,
            KernelWork.of("ElementwiseBenchmark.add", "9x9"));
    KernelRuns selected = new KernelRuns(List.of(), List.of("machine"), List.of(other));
    assertThrows(IllegalArgumentException.class, () -> KernelTurns.of(selected, 1, 1));
  }

  @Test
  void measuresEachKindOfProduct() {
    String tier = Tiers.preferred().name();
    for (String name :
        List.of(
            PRODUCT,
            "MatMulInt8Benchmark.product",
            "MatMulInt8Benchmark.rescaled",
            "MatMulInt8Benchmark.requantized",
            "MatMulHalfBenchmark.wideBf16",
            "MatMulHalfBenchmark.wideF16",
            "MatMulHalfBenchmark.bf16")) {
      TurnSeries series = TurnProcess.measure(name, tier, "16x16x16", 1, 1);
      assertFalse(series.hasPeer());
      assertEquals(series.micros().size(), series.ceilings().size());
      assertTrue(series.percentOfCeiling(2 * 16 * 16 * 16) > 0, name);
    }
  }
}
