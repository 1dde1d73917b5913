package lanewise.bench.roofline;

import static lanewise.bench.roofline.Numbers.escaped;
import static lanewise.bench.roofline.Numbers.short3;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.TreeSet;

/** A report of kernels as one HTML page, which needs nothing else. */
public final class RooflinePage {
  /** How many families have a colour of their own; the next ones have another shape. */
  static final int COLOURS = 8;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--bg:#fff;--ink:#1b1f24;--soft:#59636e;--grid:#e3e7ec;--roof:#59636e;--panel:#f5f7f9;
      --c0:#0b62c4;--c1:#c4390b;--c2:#12813f;--c3:#8a2fb8;--c4:#9a6a00;--c5:#00798c;--c6:#c2185b;--c7:#57606a}
      @media(prefers-color-scheme:dark){:root{--bg:#12161b;--ink:#e8ecf1;--soft:#a2adba;--grid:#2a313a;--roof:#a2adba;--panel:#1b2129;
      --c0:#6cb0ff;--c1:#ff9069;--c2:#5fd08c;--c3:#d292f5;--c4:#e6b955;--c5:#4fcfe0;--c6:#ff85b3;--c7:#b8c2cd}}
      *{box-sizing:border-box}
      body{margin:0 auto;max-width:68rem;padding:1rem;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
      h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:1.6rem 0 .4rem}
      p{margin:.4rem 0}.soft{color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
      svg{display:block;width:100%;height:auto}
      svg.narrow{display:none}@media(max-width:640px){svg.wide{display:none}svg.narrow{display:block}}
      .grid{stroke:var(--grid)}.roof{stroke:var(--roof);stroke-width:1.5}
      .tick,.axis,.name{font-size:11.5px;fill:var(--soft)}.name{fill:var(--ink);paint-order:stroke;stroke:var(--bg);stroke-width:3px}
      .p{cursor:pointer;outline:none}.hit{fill:transparent}.mark{stroke:var(--c);stroke-width:2;fill:var(--c);fill-opacity:.75}
      .hollow .mark{fill:var(--bg)}.peer .mark{fill:none;stroke-width:2.5}
      .p:hover .hit,.p:focus .hit,.p.on .hit{fill:var(--c);fill-opacity:.25}
      .f0{--c:var(--c0)}.f1{--c:var(--c1)}.f2{--c:var(--c2)}.f3{--c:var(--c3)}.f4{--c:var(--c4)}.f5{--c:var(--c5)}.f6{--c:var(--c6)}.f7{--c:var(--c7)}
      ul.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1rem;margin:.4rem 0;padding:0;font-size:.9rem}
      .legend li{display:flex;align-items:center;gap:.35rem}.legend svg{width:16px;height:16px;flex:none}
      output{display:block;min-height:3.2rem;margin:.3rem 0;padding:.45rem .7rem;border-radius:.5rem;background:var(--panel);font-size:.92rem;overflow-wrap:anywhere}
      .scroll{overflow-x:auto}table{border-collapse:collapse;font-size:.88rem;width:100%}
      th,td{padding:.3rem .6rem;border-bottom:1px solid var(--grid);text-align:right;white-space:nowrap}
      th{color:var(--soft);font-weight:600}th:nth-child(-n+3),td:nth-child(-n+3){text-align:left}
      """;

  private static final String SCRIPT =
      """
      for(const box of document.querySelectorAll('section.plot')){const out=box.querySelector('output');
      const show=e=>{const p=e.target.closest('.p');if(!p)return;out.textContent=p.querySelector('title').textContent;
      for(const o of box.querySelectorAll('.p.on'))o.classList.remove('on');p.classList.add('on')};
      for(const kind of['pointerover','click','focusin'])box.addEventListener(kind,show)}
      """;

  private RooflinePage() {}

  /**
   * The page of a report.
   *
   * @throws IllegalArgumentException if the report is not of kernels, or has none with operations
   *     and bytes beside ceilings
   */
  public static String of(JsonNode report) {
    if (!report.path("benchmark").asText().equals("kernels")) {
      throw new IllegalArgumentException(
          "a roofline is made from a report of bench kernels, not of '"
              + report.path("benchmark").asText()
              + "'");
    }
    List<Roofline> rooflines = Roofline.of(report);
    if (rooflines.isEmpty()) {
      throw new IllegalArgumentException(
          "the report has no kernel with operations and bytes beside measured ceilings; measure"
              + " products or attention: bench kernels MatMul --out FILE");
    }
    List<String> families = Roofline.families(rooflines);
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
    page.append("<title>Lanewise kernels: roofline</title>\n<style>\n").append(STYLE);
    page.append("</style>\n</head>\n<body>\n<h1>Lanewise kernels under the roofline</h1>\n");
    page.append("<p class=\"soft\">").append(escaped(source(report))).append("</p>\n");
    page.append(
        "<p>Each mark is a kernel on one shape. The lines are what this machine reached in the");
    page.append(
        " same run: reading (slopes) and arithmetic out of registers (flat). Tap or point at a");
    page.append(" mark for its figures.</p>\n");
    legend(page, families, rooflines);
    for (Roofline roofline : rooflines) {
      page.append("<section class=\"plot\">\n<h2>");
      page.append(roofline.threads() == 1 ? "1 thread" : roofline.threads() + " threads");
      page.append("</h2>\n");
      page.append(new RooflinePlot(roofline, families, 960, 520).draw("wide"));
      page.append(new RooflinePlot(roofline, families, 380, 420).draw("narrow"));
      page.append("<output aria-live=\"polite\">No mark is chosen.</output>\n</section>\n");
    }
    table(page, report);
    page.append("<script>\n").append(SCRIPT).append("</script>\n</body>\n</html>\n");
    return page.toString();
  }

  private static String source(JsonNode report) {
    String care =
        report.has("forks")
            ? report.get("forks").asText()
                + (report.get("forks").asInt() == 1 ? " fork, " : " forks, ")
                + report.path("iterations").asText()
                + " iterations of "
                + report.path("iterationMillis").asText()
                + " ms; "
            : "";
    return report.path("machine").asText()
        + ", "
        + report.path("cores").asText()
        + " cores, "
        + report.path("os").asText()
        + ", "
        + report.path("jdk").asText()
        + ", "
        + report.path("date").asText()
        + "; "
        + care
        + "lanewise "
        + report.path("command").asText();
  }

  private static void legend(StringBuilder page, List<String> families, List<Roofline> rooflines) {
    page.append("<ul class=\"legend\">\n");
    for (int family = 0; family < families.size(); family++) {
      String mark =
          family < COLOURS
              ? "<circle class=\"mark\" cx=\"8\" cy=\"8\" r=\"5\"/>"
              : "<rect class=\"mark\" x=\"3.5\" y=\"3.5\" width=\"9\" height=\"9\"/>";
      item(page, "f" + family % COLOURS, mark, families.get(family));
    }
    TreeSet<String> tiers = new TreeSet<>();
    rooflines.forEach(roofline -> roofline.points().forEach(point -> tiers.add(point.tier())));
    if (tiers.contains("vector") || tiers.contains("scalar")) {
      String hollow = "<circle class=\"mark\" cx=\"8\" cy=\"8\" r=\"5\"/>";
      item(page, "f7 hollow", hollow, "hollow: vector or scalar tier");
    }
    if (tiers.contains("openblas")) {
      String cross = "<path class=\"mark\" d=\"M3 3L13 13M3 13L13 3\"/>";
      item(page, "f7 peer", cross, "cross: OpenBLAS");
    }
    page.append("</ul>\n");
  }

  private static void item(StringBuilder page, String kind, String mark, String words) {
    page.append("<li><svg class=\"").append(kind).append("\" viewBox=\"0 0 16 16\">").append(mark);
    page.append("</svg>").append(escaped(words)).append("</li>\n");
  }

  private static void table(StringBuilder page, JsonNode report) {
    page.append("<h2>All figures</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
    for (String heading :
        List.of(
            "kernel", "shape", "tier", "threads", "µs", "op/byte", "rate", "% of ceiling", "of")) {
      page.append("<th scope=\"col\">").append(heading).append("</th>");
    }
    page.append("</tr></thead>\n<tbody>\n");
    for (JsonNode row : report.path("results")) {
      double bytes = row.path("bytes").asDouble();
      double operations = row.path("operations").asDouble();
      page.append("<tr>");
      cell(page, row.path("kernel").asText());
      cell(page, row.path("shape").asText());
      cell(page, row.path("tier").asText());
      cell(page, row.path("threads").asText());
      cell(page, short3(row.path("micros").asDouble()));
      cell(page, operations > 0 && bytes > 0 ? short3(operations / bytes) : "–");
      cell(page, rate(row));
      cell(
          page,
          row.has("percentOfCeiling")
              ? String.valueOf(Math.round(row.get("percentOfCeiling").asDouble()))
              : "–");
      cell(page, row.path("bound").asText("–"));
      page.append("</tr>\n");
    }
    page.append("</tbody>\n</table></div>\n");
  }

  private static String rate(JsonNode row) {
    for (List<String> unit :
        List.of(List.of("gflops", "GFLOP/s"), List.of("gops", "GOP/s"), List.of("gbs", "GB/s"))) {
      if (row.has(unit.getFirst())) {
        return short3(row.get(unit.getFirst()).asDouble()) + " " + unit.getLast();
      }
    }
    return "–";
  }

  private static void cell(StringBuilder page, String words) {
    page.append("<td>").append(escaped(words)).append("</td>");
  }
}
