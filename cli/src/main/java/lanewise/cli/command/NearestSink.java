package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
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
  private final List<Embedding> embeddings = new ArrayList<>();

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
    embeddings.add(embedding);
  }

  @Override
  public void finish() throws IOException {
    if (texts.size() == 1) {
      showOne(embeddings.getFirst());
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
    record Neighbour(int index, double cosine) {}
    List<Neighbour> others = new ArrayList<>();
    for (int other = 0; other < texts.size(); other++) {
      if (other != index) {
        others.add(new Neighbour(other, embeddings.get(index).cosine(embeddings.get(other))));
      }
    }
    others.sort(Comparator.comparingDouble(Neighbour::cosine).reversed());
    out.println(shortened(texts.get(index)));
    for (Neighbour other : others.subList(0, Math.min(MOST_NEIGHBOURS, others.size()))) {
      out.printf(Locale.ROOT, "  %6.3f  %s%n", other.cosine, shortened(texts.get(other.index)));
    }
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    if (line.codePointCount(0, line.length()) <= SHOWN_CHARACTERS) {
      return line;
    }
    return line.substring(0, line.offsetByCodePoints(0, SHOWN_CHARACTERS - 1)) + "…";
  }
}
