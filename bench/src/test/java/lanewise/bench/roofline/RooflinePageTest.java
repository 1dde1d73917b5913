package lanewise.bench.roofline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import lanewise.bench.CommandRun;
import lanewise.bench.report.Environment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class RooflinePageTest {
  private static final String HOSTILE = "<script>alert('x')</script>&\"";

  @TempDir Path folder;

  private static ObjectNode report() {
    ObjectNode report = Environment.describe("kernels", "bench kernels " + HOSTILE);
    for (int threads : new int[] {1, 2}) {
      ObjectNode ceiling = report.withArray("ceilings").addObject();
      ceiling.put("threads", threads).put("fmaGflops", 100 * threads).put("dotGops", 400 * threads);
      ceiling.withArray("reads").addObject().put("bytes", 1 << 18).put("gbs", 90 * threads);
      ceiling.withArray("reads").addObject().put("bytes", 1 << 28).put("gbs", 25 * threads);
      add(report, "MatMulF32.multiply", "machine", threads, 2e9, 1e7);
      add(report, "MatMulF32.multiply", "openblas", threads, 2e9, 1e7);
      add(report, "MatMulBlocks.q8", "vector", threads, 2e8, 1e8);
      add(report, HOSTILE, "machine", threads, 2e9, 1e9);
      add(report, "GatherBenchmark.gather", "machine", threads, 0, 1e6);
    }
    return report;
  }

  private static void add(
      ObjectNode report, String kernel, String tier, int threads, double operations, double bytes) {
    report
        .withArray("results")
        .addObject()
        .put("kernel", kernel)
        .put("tier", tier)
        .put("shape", "1x2x3")
        .put("threads", threads)
        .put("micros", 20_000)
        .put("operations", operations)
        .put("bytes", bytes)
        .put("bound", "f32 multiply-add")
        .put("gflops", operations / 2e7)
        .put("percentOfCeiling", 97.3);
  }

  /** As XML, which the page is but for its first line. */
  private static Document parsed(String page) throws Exception {
    String xml = page.substring(page.indexOf("<html"));
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }

  @Test
  void isWellFormedAndDrawsEachKernelForBothWidths() throws Exception {
    Document page = parsed(RooflinePage.of(report()));
    NodeList groups = page.getElementsByTagName("g");
    int marks = 0;
    for (int i = 0; i < groups.getLength(); i++) {
      marks += ((Element) groups.item(i)).getAttribute("class").startsWith("p ") ? 1 : 0;
    }
    assertEquals(2 * 2 * 4, marks, "two drawings for two numbers of threads with four kernels");
    assertEquals(1 + 10, page.getElementsByTagName("tr").getLength(), "all rows are in the table");
  }

  @Test
  void drawsInsideItsFrame() throws Exception {
    Document page = parsed(RooflinePage.of(report()));
    NodeList drawings = page.getElementsByTagName("svg");
    for (int i = 0; i < drawings.getLength(); i++) {
      Element drawing = (Element) drawings.item(i);
      String[] frame = drawing.getAttribute("viewBox").split(" ", -1);
      Matcher places =
          Pattern.compile("translate\\(([-.\\d]+) ([-.\\d]+)\\)").matcher(texts(drawing));
      while (places.find()) {
        double x = Double.parseDouble(places.group(1));
        double y = Double.parseDouble(places.group(2));
        assertTrue(x >= 0 && x <= Double.parseDouble(frame[2]), places.group());
        assertTrue(y >= 0 && y <= Double.parseDouble(frame[3]), places.group());
      }
    }
  }

  private static String texts(Element drawing) {
    StringBuilder transforms = new StringBuilder();
    NodeList all = drawing.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      transforms.append(((Element) all.item(i)).getAttribute("transform")).append('\n');
    }
    return transforms.toString();
  }

  @Test
  void fetchesNothing() {
    String page = RooflinePage.of(report());
    assertFalse(page.matches("(?s).*(https?:|//[a-z]|src=|@import|url\\(|<link).*"), "a reference");
  }

  @Test
  void escapesNames() {
    String page = RooflinePage.of(report());
    assertFalse(page.contains("<script>alert"));
    assertTrue(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;"));
  }

  @Test
  void namesAxesAndCeilingsWithUnits() {
    String page = RooflinePage.of(report());
    for (String words :
        new String[] {
          "FLOP/byte", "GFLOP/s", "f32 100 GFLOP/s", "int8 400 GOP/s", "read 256 MiB 25.0 GB/s"
        }) {
      assertTrue(page.contains(words), words);
    }
  }

  @Test
  void refusesReportsWithoutKernelsToDraw() {
    ObjectNode other = Environment.describe("compare", "bench compare x");
    assertThrows(IllegalArgumentException.class, () -> RooflinePage.of(other));
    ObjectNode empty = Environment.describe("kernels", "bench kernels x");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RooflinePage.of(empty));
    assertTrue(e.getMessage().contains("bench kernels MatMul"), e.getMessage());
  }

  @Test
  void commandWritesThePageOfAReport() throws Exception {
    Path json = folder.resolve("kernels.json");
    Environment.JSON.writeValue(json.toFile(), report());
    Path html = folder.resolve("page/roofline.html");
    CommandRun run = CommandRun.of("roofline", json.toString(), "-o", html.toString());
    assertEquals(0, run.exitCode(), run.toString());
    assertTrue(Files.readString(html).startsWith("<!DOCTYPE html>"));
    Path broken = Files.writeString(folder.resolve("broken.json"), "{");
    CommandRun failed = CommandRun.of("roofline", broken.toString(), "-o", html.toString());
    assertEquals(1, failed.exitCode());
    assertTrue(failed.err().contains("broken.json is no JSON"), failed.err());
    assertEquals(2, CommandRun.of("roofline", json.toString()).exitCode());
  }
}
