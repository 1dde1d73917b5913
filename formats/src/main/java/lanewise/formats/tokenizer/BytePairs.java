package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * Byte-pair encoding: a piece begins as one token for each byte or character, and of the pairs that
 * stand side by side the one of the lowest rank becomes one token, until no pair has a rank.
 *
 * @see <a href="https://arxiv.org/abs/1508.07909">Sennrich, Haddow, Birch, Neural Machine
 *     Translation of Rare Words with Subword Units</a>
 */
final class BytePairs implements TokenModel {
  /** What a piece begins as. */
  enum Symbols {
    /** A token for each byte, written as {@link ByteLevel} writes it. */
    BYTES,
    /** A token for each character; one that has none becomes its bytes' tokens. */
    CHARACTERS
  }

  private static final int NO_TOKEN = -1;

  private final Vocabulary vocabulary;
  private final PairMerges merges;
  private final Symbols symbols;
  private final boolean wholePieces;
  private final int[] byteIds;
  private final int unknownId;

  /**
   * @param wholePieces whether a piece that is a token is taken as it is, whatever the merges say
   * @param byteIds the token of each byte, -1 where there is none
   * @param unknownId what a character becomes that has neither a token nor its bytes' tokens, or -1
   */
  BytePairs(
      Vocabulary vocabulary,
      PairMerges merges,
      Symbols symbols,
      boolean wholePieces,
      int[] byteIds,
      int unknownId) {
    this.vocabulary = vocabulary;
    this.merges = merges;
    this.symbols = symbols;
    this.wholePieces = wholePieces;
    this.byteIds = byteIds.clone();
    this.unknownId = unknownId;
  }

  @Override
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public void tokenize(AlignedText text, int start, int end, TokenSequence tokens) {
    if (wholePieces) {
      int id = wholeToken(text, start, end);
      if (id != NO_TOKEN) {
        tokens.add(id, text.start(start), text.end(end - 1));
        return;
      }
    }
    Word word = new Word(4 * (end - start));
    if (symbols == Symbols.BYTES) {
      addBytes(text, start, end, word);
    } else {
      addCharacters(text, start, end, word);
    }
    word.merge();
    word.addTo(text, end, tokens);
  }

  /** The token that a whole piece is, or -1. */
  private int wholeToken(AlignedText text, int start, int end) {
    byte[] utf8 = new byte[4 * (end - start)];
    int length = Utf8.encode(text.codePoints(), start, end, utf8, 0);
    byte[] key = utf8;
    if (symbols == Symbols.BYTES) {
      key = new byte[2 * length];
      int to = 0;
      for (int i = 0; i < length; i++) {
        int c = ByteLevel.character(utf8[i]);
        if (c < 0x80) {
          key[to++] = (byte) c;
        } else {
          key[to++] = (byte) (0xC0 | c >> 6);
          key[to++] = (byte) (0x80 | c & 0x3F);
        }
      }
      length = to;
    }
    if (length > vocabulary.longestToken()) {
      return NO_TOKEN;
    }
    int id = vocabulary.find(key, 0, length);
    return id == Vocabulary.NONE ? NO_TOKEN : id;
  }

  private void addBytes(AlignedText text, int start, int end, Word word) {
    byte[] utf8 = new byte[4];
    for (int i = start; i < end; i++) {
      int length = Utf8.encode(text.codePoints(), i, i + 1, utf8, 0);
      for (int b = 0; b < length; b++) {
        word.add(byteIds[utf8[b] & 0xFF], i);
      }
    }
  }

  private void addCharacters(AlignedText text, int start, int end, Word word) {
    byte[] utf8 = new byte[4];
    for (int i = start; i < end; i++) {
      int length = Utf8.encode(text.codePoints(), i, i + 1, utf8, 0);
      int id = vocabulary.find(utf8, 0, length);
      if (id != Vocabulary.NONE) {
        word.add(id, i);
      } else {
        addFallback(utf8, length, i, word);
      }
    }
  }

  private void addFallback(byte[] utf8, int length, int place, Word word) {
    for (int b = 0; b < length; b++) {
      if (byteIds[utf8[b] & 0xFF] < 0) {
        word.add(unknownId, place);
        return;
      }
    }
    for (int b = 0; b < length; b++) {
      word.add(byteIds[utf8[b] & 0xFF], place);
    }
  }

  /** A piece while its pairs are merged: a list of tokens, linked both ways. */
  private final class Word {
    private static final int FEW = 48;

    private int[] ids;
    private int[] places;
    private int[] next;
    private int[] previous;
    private int count;

    Word(int capacity) {
      int room = Math.max(16, Math.min(capacity, 1 << 20));
      ids = new int[room];
      places = new int[room];
    }

    /** Adds a token that begins at a code point; one without a number is left out. */
    void add(int id, int place) {
      if (id < 0) {
        return;
      }
      if (count == ids.length) {
        ids = Arrays.copyOf(ids, 2 * count);
        places = Arrays.copyOf(places, 2 * count);
      }
      ids[count] = id;
      places[count++] = place;
    }

    void merge() {
      if (count <= FEW) {
        mergeFew();
      } else {
        mergeMany();
      }
    }

    /** Looks at all pairs for each merge: quick for words. */
    private void mergeFew() {
      while (count > 1) {
        int best = NO_TOKEN;
        int bestSlot = PairMerges.NONE;
        for (int i = 0; i + 1 < count; i++) {
          int slot = merges.slot(ids[i], ids[i + 1]);
          if (slot != PairMerges.NONE
              && (bestSlot == PairMerges.NONE || merges.rank(slot) < merges.rank(bestSlot))) {
            best = i;
            bestSlot = slot;
          }
        }
        if (bestSlot == PairMerges.NONE) {
          return;
        }
        ids[best] = merges.merged(bestSlot);
        System.arraycopy(ids, best + 2, ids, best + 1, count - best - 2);
        System.arraycopy(places, best + 2, places, best + 1, count - best - 2);
        count--;
      }
    }

    private void mergeMany() {
      next = new int[count];
      previous = new int[count];
      MergeQueue queue = new MergeQueue(count);
      for (int i = 0; i < count; i++) {
        next[i] = i + 1;
        previous[i] = i - 1;
        offer(i, queue);
      }
      while (!queue.isEmpty()) {
        long entry = queue.poll();
        int at = MergeQueue.position(entry);
        int right = ids[at] < 0 ? count : next[at];
        int slot = right >= count ? PairMerges.NONE : merges.slot(ids[at], ids[right]);
        if (slot == PairMerges.NONE || merges.rank(slot) != MergeQueue.rank(entry)) {
          continue; // One of the two has been merged since.
        }
        ids[at] = merges.merged(slot);
        ids[right] = NO_TOKEN;
        next[at] = next[right];
        if (next[at] < count) {
          previous[next[at]] = at;
        }
        offer(at, queue);
        if (previous[at] >= 0) {
          offer(previous[at], queue);
        }
      }
      int to = 0;
      for (int i = 0; i < count; i = next[i]) {
        ids[to] = ids[i];
        places[to++] = places[i];
      }
      count = to;
    }

    private void offer(int left, MergeQueue queue) {
      if (next[left] < count) {
        int slot = merges.slot(ids[left], ids[next[left]]);
        if (slot != PairMerges.NONE) {
          queue.add(merges.rank(slot), left);
        }
      }
    }

    void addTo(AlignedText text, int textEnd, TokenSequence tokens) {
      for (int i = 0; i < count; i++) {
        // A token ends where the next one begins, or inside of the character that both share.
        int last = i + 1 == count ? textEnd - 1 : Math.max(places[i], places[i + 1] - 1);
        tokens.add(ids[i], text.start(places[i]), text.end(last));
      }
    }
  }
}
