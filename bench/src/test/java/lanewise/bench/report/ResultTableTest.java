package lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

final class ResultTableTest {
  private static ObjectNode report(String kind, String fields) throws JsonProcessingException {
    return (ObjectNode)
        Environment.JSON.readTree(
            """
            {"benchmark": "%s", "machine": "a CPU", "cores": 2, "jdk": "25", "tier": "vector",
             "date": "2026-01-02T03:04:05Z", "command": "bench it", %s}
            """
                .formatted(kind, fields));
  }

  @Test
  void writesComparisonsWithTheirMeanAndSource() throws JsonProcessingException {
    ObjectNode report =
        report(
            "compare",
            """
            "peer": "onnxruntime", "geometricMean": 1.234, "least": 1.1,
            "results": [{"case": "1x16", "threads": 2, "lanewiseMillis": 4.5, "peerMillis": 5.55,
                         "ratio": 1.2333}]
            """);
    assertEquals(
        """
        | input | threads | Lanewise ms | peer ms | ratio |
        |-------|--------:|------------:|--------:|------:|
        | 1x16  |       2 |        4.50 |    5.55 |  1.23 |

        The ratio is onnxruntime's time ÷ Lanewise's: geometric mean 1.23, least 1.10.

        a CPU, 2 cores, 25, tier vector, 2026-01-02: `lanewise bench it`
        """,
        ResultTable.of(report));
  }

  @Test
  void writesKernelsWithAndWithoutCeiling() throws JsonProcessingException {
    ObjectNode report =
        report(
            "kernels",
            """
            "ceilings": [{"threads": 1, "fmaGflops": 117.2, "dotGops": 468,
                          "reads": [{"bytes": 262144, "gbs": 99}, {"bytes": 268435456, "gbs": 28}]}],
            "results": [
              {"kernel": "MatMulF32.multiply", "tier": "machine", "shape": "16x384x384",
               "threads": "1", "micros": 42.1, "gflops": 112.1, "percentOfCeiling": 95.6},
              {"kernel": "RowKernels.softmax", "tier": "vector", "shape": "16x384", "threads": "1",
               "micros": 3.2, "gbs": 15.4},
              {"kernel": "run", "micros": 3000}]
            """);
    assertEquals(
        """
        | kernel             | tier    | shape      | threads |   µs |        rate | % of ceiling |
        |--------------------|---------|------------|--------:|-----:|------------:|-------------:|
        | MatMulF32.multiply | machine | 16x384x384 |       1 | 42.1 | 112 GFLOP/s |           96 |
        | RowKernels.softmax | vector  | 16x384     |       1 | 3.20 |   15.4 GB/s |            – |
        | run                | –       | –          |       – | 3000 |           – |            – |

        Ceilings, threads 1: 117 GFLOP/s f32, 468 GOP/s int8, 99.0 GB/s reading 256 KiB, 28.0 GB/s reading 256 MiB.
        """,
        ResultTable.rows(report));
  }

  @Test
  void writesPercentilesOfModels() throws JsonProcessingException {
    String table =
        ResultTable.rows(
            report(
                "model",
                """
                "results": [{"case": "1x128", "threads": 1, "meanMillis": 31.5, "p50Millis": 31,
                  "p90Millis": 33, "p99Millis": 40, "p999Millis": 41, "maxMillis": 42,
                  "inputsPerSecond": 31.7}]
                """));
    assertTrue(
        table.contains(
            "| 1x128 |       1 |    31.5 | 31.0 | 33.0 | 40.0 |  41.0 | 42.0 |     31.7 |"),
        table);
  }

  @Test
  void writesStarts() throws JsonProcessingException {
    assertEquals(
        """
        | JVM         | threads | Lanewise ms | peer ms | ratio |
        |-------------|--------:|------------:|--------:|------:|
        | as it comes |       2 |         260 |     520 |  2.00 |
        """,
        ResultTable.rows(
            report(
                "startup",
                """
                "results": [{"jvm": "as it comes", "threads": 2, "lanewiseMillis": 260,
                             "peerMillis": 520, "ratio": 2}]
                """)));
  }

  @Test
  void rejectsUnknownKindsAndMissingFields() throws JsonProcessingException {
    ObjectNode unknown = report("other", "\"results\": []");
    assertThrows(IllegalArgumentException.class, () -> ResultTable.of(unknown));
    ObjectNode incomplete = report("startup", "\"results\": [{}]");
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> ResultTable.of(incomplete));
    assertEquals("the report lacks 'jvm'", thrown.getMessage());
  }
}
