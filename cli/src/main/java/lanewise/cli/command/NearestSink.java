package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import lanewise.cli.terminal.OutputClosedException;
import lanewise.engine.embed.Embedding;

/** Shows each text's nearest others, for a person to read. */
final class NearestSink implements EmbeddingSink {
  private static final int MOST_NEIGHBOURS = 3;
  private static final int MOST_TEXTS = 5000;
  private static final int SHOWN_NUMBERS = 8;
  private static final int SHOWN_CHARACTERS = 90;

  private final PrintWriter out;
  private final List<String> texts = new ArrayList<>();
  private final List<float[]> units = new ArrayList<>();
  private Embedding first;

  NearestSink(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(String text, Embedding embedding) {
    if (texts.size() == MOST_TEXTS) {
      throw new IllegalArgumentException(
          "more than "
              + MOST_TEXTS
              + " texts are too many to show side by side; use --out or --json");
    }
    texts.add(text);
    units.add(unit(embedding.vector()));
    first = first == null ? embedding : first;
  }

  @Override
  public void finish() throws IOException {
    if (texts.size() == 1) {
      showOne(first);
    } else {
      for (int i = 0; i < texts.size(); i++) {
        showNearest(i);
        OutputClosedException.check(out);
      }
    }
    out.flush();
  }

  private void showOne(Embedding embedding) {
    float[] vector = embedding.vector();
    out.println(shortened(texts.getFirst()));
    out.printf(Locale.ROOT, "  %d tokens, %d dimensions:", embedding.tokens(), vector.length);
    for (int i = 0; i < Math.min(SHOWN_NUMBERS, vector.length); i++) {
      out.printf(Locale.ROOT, " %.4f", vector[i]);
    }
    out.println(vector.length > SHOWN_NUMBERS ? " …" : "");
    out.println("  give a second text to compare it with, --json or --out for all numbers");
  }

  private void showNearest(int index) {
    int[] nearest = new int[MOST_NEIGHBOURS];
    double[] cosines = new double[MOST_NEIGHBOURS];
    int count = 0;
    for (int other = 0; other < texts.size(); other++) {
      if (other != index) {
        double cosine = dot(units.get(index), units.get(other));
        if (count < MOST_NEIGHBOURS) {
          count++;
        } else if (cosine <= cosines[count - 1]) {
          continue;
        }
        int place = count - 1;
        for (; place > 0 && cosines[place - 1] < cosine; place--) {
          cosines[place] = cosines[place - 1];
          nearest[place] = nearest[place - 1];
        }
        cosines[place] = cosine;
        nearest[place] = other;
      }
    }
    out.println(shortened(texts.get(index)));
    for (int i = 0; i < count; i++) {
      out.printf(Locale.ROOT, "  %6.3f  %s%n", cosines[i], shortened(texts.get(nearest[i])));
    }
  }

  private static float[] unit(float[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    float[] unit = new float[vector.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = length == 0 ? 0 : (float) (vector[i] / length);
    }
    return unit;
  }

  /** Four sums, so that an addition need not wait for the one before. */
  private static double dot(float[] a, float[] b) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sum0 += a[i] * b[i];
    }
    return (double) sum0 + sum1 + sum2 + sum3;
  }

  private static String shortened(String text) {
    if (text.isBlank()) {
      return "(no text)";
    }
    String line = text.replaceAll("\\p{Cntrl}", " ");
    if (line.codePointCount(0, line.length()) <= SHOWN_CHARACTERS) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, SHOWN_CHARACTERS - 1)) + "…";
  }
}
