package lanewise.engine.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded texts of very different lengths, in several scripts. */
public final class VariedTexts {
  private static final String[] WORDS = {
    "the",
    "weather",
    "is",
    "nice",
    "today",
    "password",
    "reset",
    "forgot",
    "login",
    "how",
    "do",
    "quantum",
    "river",
    "bank",
    "loan",
    "apple",
    "music",
    "theory",
    "running",
    "quickly",
    "Berlin",
    "Äpfel",
    "naïve",
    "données",
    "москва",
    "погода",
    "東京",
    "天気",
    "한국",
    "مرحبا",
    "🙂",
    "x=y+1",
    "antidisestablishmentarianism",
    "2026",
    "3.14",
    "can't",
    "state-of-the-art",
    "(maybe)",
    "?!",
    "a"
  };

  private VariedTexts() {}

  /**
   * {@code count} texts of 1 to about {@code mostWords} words; the lengths spread evenly in scale.
   */
  public static List<String> of(int count, int mostWords, long seed) {
    Random random = new Random(seed);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int words = (int) Math.round(Math.exp(random.nextDouble() * Math.log(mostWords)));
      StringBuilder text = new StringBuilder();
      for (int w = 0; w < words; w++) {
        text.append(w == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
