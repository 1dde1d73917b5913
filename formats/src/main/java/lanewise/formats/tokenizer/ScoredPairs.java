package lanewise.formats.tokenizer;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * SentencePiece's byte-pair encoding: a piece begins as its characters, and of the neighbours that
 * are a token together those whose token has the highest score become one, the leftmost first. What
 * is no token in the end becomes its bytes' tokens.
 *
 * @see <a href="https://arxiv.org/abs/1808.06226">Kudo, Richardson, SentencePiece</a>
 */
final class ScoredPairs implements TokenModel {
  private final Vocabulary vocabulary;
  private final int[] ranks;
  private final int[] byteIds;
  private final int unknownId;

  /**
   * @param scores by id
   * @param byteIds the token of each byte, -1 where there is none
   * @param unknownId what a character without a token and without its bytes' tokens becomes
   */
  ScoredPairs(Vocabulary vocabulary, float[] scores, int[] byteIds, int unknownId) {
    this.vocabulary = vocabulary;
    this.ranks = ranks(scores);
    this.byteIds = byteIds.clone();
    this.unknownId = unknownId;
  }

  /** Equal scores have one rank, higher ones a lower rank. */
  private static int[] ranks(float[] scores) {
    float[] distinct = scores.clone();
    Arrays.sort(distinct);
    int[] ranks = new int[scores.length];
    IntStream.range(0, scores.length)
        .forEach(id -> {
          int at = Arrays.binarySearch(distinct, scores[id]);
          while (at > 0 && distinct[at - 1] == scores[id]) {
            at--;
          }
          ranks[id] = distinct.length - 1 - at;
        });
    return ranks;
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public void tokenize(AlignedText text, int start, int end, TokenSequence tokens) {
    new Word(text, start, end).addTo(tokens);
  }

  /** A piece while its neighbours are merged: a list of symbols, linked both ways. */
  private final class Word {
    private final AlignedText text;
    private final int first;
    private final int count;
    private final byte[] utf8;

    /** Where each character's bytes begin, and where the last one's end. */
    private final int[] byteStarts;

    private final int[] next;
    private final int[] previous;

    Word(AlignedText text, int start, int end) {
      this.text = text;
      this.first = start;
      this.count = end - start;
      this.utf8 = new byte[4 * count];
      this.byteStarts = new int[count + 1];
      this.next = new int[count];
      this.previous = new int[count];
      for (int i = 0; i < count; i++) {
        byteStarts[i + 1] =
            Utf8.encode(text.codePoints(), start + i, start + i + 1, utf8, byteStarts[i]);
        next[i] = i + 1;
        previous[i] = i - 1;
      }
    }

    private int byteEnd(int symbol) {
      return byteStarts[next[symbol]];
    }

    /** The token that the bytes of a range are, or {@link Vocabulary#NONE}. */
    private int find(int from, int to) {
      if (to - from > vocabulary.longestToken()) {
        return Vocabulary.NONE;
      }
      return vocabulary.find(utf8, from, to);
    }

    /** The rank of merging a symbol with the one after it, or -1. */
    private int rank(int left) {
      if (next[left] >= count) {
        return Vocabulary.NONE;
      }
      int id = find(byteStarts[left], byteEnd(next[left]));
      return id == Vocabulary.NONE ? Vocabulary.NONE : ranks[id];
    }

    private void offer(int left, MergeQueue queue) {
      int rank = rank(left);
      if (rank >= 0) {
        queue.add(rank, left);
      }
    }

    private void merge() {
      MergeQueue queue = new MergeQueue(count);
      for (int i = 0; i < count; i++) {
        offer(i, queue);
      }
      while (!queue.isEmpty()) {
        long entry = queue.poll();
        int at = MergeQueue.position(entry);
        if (next[at] < 0 || rank(at) != MergeQueue.rank(entry)) {
          continue; // One of the two has been merged since.
        }
        int right = next[at];
        next[at] = next[right];
        next[right] = -1;
        if (next[at] < count) {
          previous[next[at]] = at;
        }
        offer(at, queue);
        if (previous[at] >= 0) {
          offer(previous[at], queue);
        }
      }
    }

    void addTo(TokenSequence tokens) {
      merge();
      for (int i = 0; i < count; i = next[i]) {
        int start = text.start(first + i);
        int end = text.end(first + next[i] - 1);
        int id = find(byteStarts[i], byteEnd(i));
        if (id != Vocabulary.NONE) {
          tokens.add(id, start, end);
        } else {
          addBytes(byteStarts[i], byteEnd(i), start, end, tokens);
        }
      }
    }

    private void addBytes(int from, int to, int start, int end, TokenSequence tokens) {
      for (int i = from; i < to; i++) {
        if (byteIds[utf8[i] & 0xFF] < 0) {
          tokens.add(unknownId, start, end);
          return;
        }
      }
      for (int i = from; i < to; i++) {
        tokens.add(byteIds[utf8[i] & 0xFF], start, end);
      }
    }
  }
}
