package lanewise.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportOptionsTest {
  @Test
  void leavesOutWhereTheReportGoes() {
    assertEquals(
        "compare model.onnx --threads 1,2",
        ReportOptions.withoutOwnOptions(
            List.of(
                "compare",
                "--json",
                "model.onnx",
                "--out",
                "a.json",
                "--threads",
                "1,2",
                "--markdown=a.md")));
  }

  @Test
  void quotesWhatAShellWouldTakeApart() {
    assertEquals(
        "kernels 'softmax|gelu' 'two words'",
        ReportOptions.withoutOwnOptions(List.of("kernels", "softmax|gelu", "two words")));
  }
}
