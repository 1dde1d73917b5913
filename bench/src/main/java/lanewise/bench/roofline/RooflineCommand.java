package lanewise.bench.roofline;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lanewise.bench.report.Environment;
import lanewise.bench.report.ReportFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench roofline}: a page with a plot from a report that was written before. */
@Command(
    name = "roofline",
    description = "Makes a page with a roofline plot from a report of bench kernels.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise bench roofline RESULT.json -o roofline.html",
    })
public final class RooflineCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RESULT.json", description = "A report: bench kernels --out RESULT.json")
  Path result;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      required = true,
      description = "The page; it is one file and needs nothing else.")
  Path out;

  @Override
  public Integer call() throws IOException {
    String page;
    try {
      page = RooflinePage.of(Environment.JSON.readTree(result.toFile()));
    } catch (JsonProcessingException e) {
      throw new IOException(result + " is no JSON: " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(result + ": " + e.getMessage(), e);
    }
    ReportFile.write(out, page);
    return 0;
  }
}
