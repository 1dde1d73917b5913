package lanewise.bench.roofline;

import static lanewise.bench.roofline.Numbers.at;
import static lanewise.bench.roofline.Numbers.escaped;
import static lanewise.bench.roofline.Numbers.short3;

import java.util.ArrayList;
import java.util.List;

/** One roofline as SVG, with logarithmic axes, for a drawing of a given size. */
final class RooflinePlot {
  private static final int RIGHT = 14;
  private static final int TOP = 16;
  private static final int BOTTOM = 46;
  private static final int LINE = 14;

  private final Roofline roofline;
  private final List<String> families;
  private final int width;
  private final int height;
  private final int left;
  private final double leastX;
  private final double mostX;
  private final double leastY;
  private final double mostY;
  private final StringBuilder svg = new StringBuilder();

  /** Where labels already are: each a rectangle of left, top, right, bottom. */
  private final List<double[]> labels = new ArrayList<>();

  RooflinePlot(Roofline roofline, List<String> families, int width, int height) {
    this.roofline = roofline;
    this.families = families;
    this.width = width;
    this.height = height;
    this.left = 52;
    double most = roofline.flat().getLast().gops();
    double highest = roofline.points().stream().mapToDouble(Roofline.Point::gops).max().orElse(1);
    double lowest = roofline.points().stream().mapToDouble(Roofline.Point::gops).min().orElse(1);
    double nearest =
        roofline.points().stream().mapToDouble(Roofline.Point::intensity).min().orElse(1);
    double farthest =
        roofline.points().stream().mapToDouble(Roofline.Point::intensity).max().orElse(1);
    this.leastX = Math.pow(2, Math.floor(log2(Math.min(nearest, 0.5)) - 0.4));
    this.mostX = Math.pow(2, Math.ceil(log2(Math.max(farthest, 64)) + 0.4));
    double slowest =
        roofline.slopes().isEmpty() ? most : roofline.slopes().getFirst().gbs() * leastX;
    this.leastY = Math.min(Math.min(lowest, slowest), most / 20) * 0.7;
    this.mostY = Math.max(most, highest) * 1.8;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private double x(double intensity) {
    double share = Math.log(intensity / leastX) / Math.log(mostX / leastX);
    return left + share * (width - left - RIGHT);
  }

  private double y(double gops) {
    double share = Math.log(gops / leastY) / Math.log(mostY / leastY);
    return height - BOTTOM - share * (height - TOP - BOTTOM);
  }

  /** The drawing, with {@code kind} as its class. */
  String draw(String kind) {
    svg.append("<svg class=\"").append(kind).append("\" viewBox=\"0 0 ").append(width);
    svg.append(' ').append(height).append("\" role=\"img\" aria-label=\"Roofline, threads ");
    svg.append(roofline.threads()).append("; the table below has the same figures\">\n");
    axes();
    ceilings();
    for (Roofline.Point point : roofline.points()) {
      point(point);
    }
    return svg.append("</svg>\n").toString();
  }

  private void axes() {
    double bottom = height - BOTTOM;
    double pixels = (width - left - RIGHT) / log2(mostX / leastX);
    int step = pixels < 34 ? 2 : 1;
    for (int power = (int) Math.round(log2(leastX)); power <= log2(mostX) + 1e-9; power += step) {
      double at = x(Math.pow(2, power));
      line("grid", at, TOP, at, bottom);
      String name = power >= 0 ? String.valueOf(1L << power) : "1/" + (1L << -power);
      text("tick", at, bottom + LINE + 1, "middle", name);
    }
    for (double decade = Math.pow(10, Math.floor(Math.log10(leastY)));
        decade <= mostY;
        decade *= 10) {
      for (int digit : new int[] {1, 2, 5}) {
        double value = decade * digit;
        if (value >= leastY && value <= mostY) {
          line("grid", left, y(value), width - RIGHT, y(value));
          text("tick", left - 6, y(value) + 4, "end", tick(value));
        }
      }
    }
    text(
        "axis",
        left + (width - left - RIGHT) / 2.0,
        height - 8,
        "middle",
        "operations a byte (FLOP/byte)");
    svg.append("<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(12 ");
    svg.append(at(TOP + (bottom - TOP) / 2)).append(") rotate(-90)\">GFLOP/s, GOP/s</text>\n");
  }

  private static String tick(double value) {
    return value >= 1 ? String.valueOf(Math.round(value)) : short3(value);
  }

  private void ceilings() {
    double top = roofline.flat().getLast().gops();
    double fastest = roofline.slopes().isEmpty() ? 0 : roofline.slopes().getLast().gbs();
    for (Roofline.Flat flat : roofline.flat()) {
      double from = fastest == 0 ? leastX : Math.max(leastX, flat.gops() / fastest);
      line("roof", x(from), y(flat.gops()), width - RIGHT, y(flat.gops()));
      String name = flat.name() + " " + short3(flat.gops()) + " " + flat.unit();
      label(width - RIGHT - 2.0, y(flat.gops()) - 5, "end", name);
    }
    for (Roofline.Slope slope : roofline.slopes()) {
      double from = Math.max(leastX, leastY / slope.gbs());
      double to = Math.min(mostX, top / slope.gbs());
      line("roof", x(from), y(from * slope.gbs()), x(to), y(to * slope.gbs()));
      String name = slope.name() + " " + short3(slope.gbs()) + " GB/s";
      // Along the line, in its lower part, where no arithmetic is in the way.
      double slant =
          Math.toDegrees(Math.atan2(y(to * slope.gbs()) - y(from * slope.gbs()), x(to) - x(from)));
      double start = from * Math.pow(to / from, 0.06);
      double aside = slope.gbs() == fastest ? -5 : LINE; // The fastest has room above it.
      svg.append("<text class=\"name\" transform=\"translate(").append(at(x(start))).append(' ');
      svg.append(at(y(start * slope.gbs()))).append(") rotate(").append(at(slant));
      svg.append(")\" y=\"")
          .append(at(aside))
          .append("\">")
          .append(escaped(name))
          .append("</text>\n");
    }
  }

  /** A label that moves down where another one already is. */
  private void label(double x, double y, String anchor, String name) {
    double wide = 6.2 * name.length();
    double from = anchor.equals("end") ? x - wide : x;
    double at = y;
    for (double[] other : labels) {
      if (from < other[2] && from + wide > other[0] && at - LINE < other[3] && at > other[1]) {
        at = other[3] + LINE;
      }
    }
    labels.add(new double[] {from, at - LINE, from + wide, at});
    text("name", x, at, anchor, name);
  }

  private void point(Roofline.Point point) {
    int family = families.indexOf(point.family());
    String kind =
        switch (point.tier()) {
          case "machine" -> "own";
          case "vector", "scalar" -> "hollow";
          default -> "peer";
        };
    svg.append("<g class=\"p f").append(family % RooflinePage.COLOURS).append(' ').append(kind);
    svg.append("\" tabindex=\"0\" transform=\"translate(").append(at(x(point.intensity())));
    svg.append(' ').append(at(y(point.gops()))).append(")\"><title>");
    svg.append(escaped(point.label())).append("</title>");
    svg.append("<circle class=\"hit\" r=\"12\"/>");
    svg.append(
        kind.equals("peer")
            ? "<path class=\"mark\" d=\"M-5-5L5 5M-5 5L5-5\"/>"
            : shape(family / RooflinePage.COLOURS));
    svg.append("</g>\n");
  }

  private static String shape(int round) {
    return round == 0
        ? "<circle class=\"mark\" r=\"5\"/>"
        : "<rect class=\"mark\" x=\"-4.5\" y=\"-4.5\" width=\"9\" height=\"9\"/>";
  }

  private void line(String kind, double fromX, double fromY, double toX, double toY) {
    svg.append("<line class=\"").append(kind).append("\" x1=\"").append(at(fromX));
    svg.append("\" y1=\"").append(at(fromY)).append("\" x2=\"").append(at(toX));
    svg.append("\" y2=\"").append(at(toY)).append("\"/>\n");
  }

  private void text(String kind, double x, double y, String anchor, String words) {
    svg.append("<text class=\"").append(kind).append("\" x=\"").append(at(x)).append("\" y=\"");
    svg.append(at(y)).append("\" text-anchor=\"").append(anchor).append("\">");
    svg.append(escaped(words)).append("</text>\n");
  }
}
