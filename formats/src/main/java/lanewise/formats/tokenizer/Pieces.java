package lanewise.formats.tokenizer;

import java.util.Arrays;

/** A text cut into pieces, in order, none empty: what pre-tokenizers work on. */
final class Pieces {
  private final AlignedText text;
  private int[] starts;
  private int[] ends;
  private int count;

  Pieces(AlignedText text, int capacity) {
    this.text = text;
    int guess = Math.max(8, capacity);
    this.starts = new int[guess];
    this.ends = new int[guess];
  }

  /** The code points {@code from} to {@code to}, exclusive, as one piece. */
  static Pieces of(AlignedText text, int from, int to) {
    Pieces pieces = new Pieces(text, 1);
    pieces.add(from, to);
    return pieces;
  }

  AlignedText text() {
    return text;
  }

  int count() {
    return count;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  /** Adds the code points {@code start} to {@code end}, exclusive; nothing where there is none. */
  void add(int start, int end) {
    if (start == end) {
      return;
    }
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count + (count >> 1) + 8);
      ends = Arrays.copyOf(ends, starts.length);
    }
    starts[count] = start;
    ends[count] = end;
    count++;
  }
}
