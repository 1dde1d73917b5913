package lanewise.engine.embed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import lanewise.formats.tokenizer.Encoding;

/** Puts texts of like length together, so that little is computed on padding. */
final class Batches {
  /** Enough tokens in one run to use every core well; more only takes memory. */
  private static final int MOST_TOKENS = 4096;

  /** Texts this much shorter than a batch's longest start a batch of their own. */
  private static final double LEAST_FILL = 0.8;

  private Batches() {}

  /** Indices of texts, batch by batch, shortest texts first. */
  static List<int[]> byLength(List<Encoding> encodings, int mostTexts) {
    Integer[] order = new Integer[encodings.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    Arrays.sort(order, new ShortestFirst(encodings));
    List<int[]> batches = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= order.length; end++) {
      if (end == order.length || !fits(encodings, order, start, end, mostTexts)) {
        int[] batch = new int[end - start];
        for (int i = start; i < end; i++) {
          batch[i - start] = order[i];
        }
        batches.add(batch);
        start = end;
      }
    }
    return batches;
  }

  private record ShortestFirst(List<Encoding> encodings) implements Comparator<Integer> {
    @Override
    public int compare(Integer a, Integer b) {
      return Integer.compare(encodings.get(a).length(), encodings.get(b).length());
    }
  }

  private static boolean fits(
      List<Encoding> encodings, Integer[] order, int start, int next, int mostTexts) {
    int count = next - start + 1;
    int shortest = encodings.get(order[start]).length();
    int longest = encodings.get(order[next]).length();
    return count <= mostTexts
        && (long) count * longest <= MOST_TOKENS
        && shortest >= LEAST_FILL * longest;
  }
}
