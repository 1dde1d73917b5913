package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import lanewise.bench.report.Environment;
import lanewise.kernels.ceiling.Ceiling;
import lanewise.kernels.ceiling.Ceilings;
import org.junit.jupiter.api.Test;

final class KernelReportTest {
  private static final Ceilings CEILINGS =
      new Ceilings(
          1,
          Map.of(Ceiling.FMA_F32, 100.0, Ceiling.DOT_INT8, 400.0),
          new TreeMap<>(Map.of(65536L, 50.0)));

  private static ObjectNode rates(String benchmark, String shape, double micros, Ceilings ceiling) {
    ObjectNode row = Environment.JSON.createObjectNode();
    KernelWork work = KernelWork.of(benchmark, shape).orElseThrow();
    OptionalDouble limit = KernelReport.ceiling(work, ceiling);
    KernelReport.addRates(row, work, micros, limit);
    return row;
  }

  @Test
  void countsTwoOperationsForEachMultiplyAdd() {
    ObjectNode row = rates("MatMulF32Benchmark.multiply", "100x100x100", 40, CEILINGS);
    assertEquals(50, row.get("gflops").asDouble(), 1e-9);
    assertEquals(50, row.get("percentOfCeiling").asDouble(), 1e-9);
  }

  @Test
  void holdsByteProductsAgainstDotProducts() {
    ObjectNode row = rates("MatMulInt8Benchmark.rescaled", "100x100x100", 10, CEILINGS);
    assertEquals(50, row.get("percentOfCeiling").asDouble(), 1e-9);
  }

  @Test
  void leavesOutCeilingsThatWereNotMeasured() {
    Ceilings none = new Ceilings(1, Map.of(Ceiling.FMA_F32, 100.0), new TreeMap<>());
    ObjectNode row = rates("MatMulInt8Benchmark.product", "100x100x100", 10, none);
    assertEquals(200, row.get("gops").asDouble(), 1e-9);
    assertFalse(row.has("percentOfCeiling"));
  }

  @Test
  void holdsEachIterationAgainstTheCeilingsAroundIt() {
    KernelWork work = KernelWork.of("MatMulF32Benchmark.multiply", "100x100x100").orElseThrow();
    List<Double> micros = List.of(40.0, 20.0, 400.0);
    List<Double> turns = List.of(90.0, 110.0, 190.0, 210.0, 10.0, 10.0);
    assertEquals(0.5, KernelReport.share(work, micros, turns).orElseThrow(), 1e-9);
    assertTrue(KernelReport.share(work, micros, turns.subList(0, 4)).isEmpty());
  }

  @Test
  void holdsMovementAgainstReadingAsManyBytes() {
    ObjectNode row = rates("RowKernelsBenchmark.softmax", "10x100", 0.4, CEILINGS);
    assertEquals(20, row.get("gbs").asDouble(), 1e-9);
    assertEquals(40, row.get("percentOfCeiling").asDouble(), 1e-9);
  }

  @Test
  void countsBothProductsOfAttention() {
    KernelWork work =
        KernelWork.of("AttentionF32Benchmark.attend", "1x12x128x128x32").orElseThrow();
    assertEquals(4.0 * 12 * 128 * 128 * 32, work.operations());
  }
}
