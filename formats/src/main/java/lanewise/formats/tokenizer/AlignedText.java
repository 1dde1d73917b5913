package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * Text under way from what was given to what the model looks up: code points, each with the range
 * of {@code char}s in the given text that it comes from. Normalizers read one and write the next.
 */
final class AlignedText {
  private int[] codePoints;
  private int[] starts;
  private int[] ends;
  private int length;

  AlignedText(int capacity) {
    codePoints = new int[capacity];
    starts = new int[capacity];
    ends = new int[capacity];
  }

  /** A text as it is given; half a surrogate pair counts as U+FFFD. */
  static AlignedText of(String text) {
    AlignedText aligned = new AlignedText(text.length());
    aligned.append(text, 0);
    return aligned;
  }

  private void append(String text, int from) {
    int size = text.length();
    for (int i = from; i < size; ) {
      int codePoint = text.charAt(i);
      int next = i + 1;
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        codePoint = text.codePointAt(i);
        next = i + Character.charCount(codePoint);
        if (next == i + 1) {
          codePoint = 0xFFFD;
        }
      }
      append(codePoint, i, next);
      i = next;
    }
  }

  int length() {
    return length;
  }

  int codePoint(int index) {
    return codePoints[index];
  }

  /** The array that holds the code points, for loops that read many. */
  int[] codePoints() {
    return codePoints;
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  void append(int codePoint, int start, int end) {
    if (length == codePoints.length) {
      reserve(length + 1);
    }
    codePoints[length] = codePoint;
    starts[length] = start;
    ends[length] = end;
    length++;
  }

  /** Appends one code point of another text, with its alignment. */
  void append(AlignedText other, int index) {
    append(other.codePoints[index], other.starts[index], other.ends[index]);
  }

  /** Appends a code point that comes from where another text's code point comes from. */
  void append(int codePoint, AlignedText other, int index) {
    append(codePoint, other.starts[index], other.ends[index]);
  }

  void set(int index, int codePoint, int start, int end) {
    codePoints[index] = codePoint;
    starts[index] = start;
    ends[index] = end;
  }

  /** Puts a code point in the place of one that it was made of, with one more that ends later. */
  void join(int index, int codePoint, int end) {
    codePoints[index] = codePoint;
    ends[index] = Math.max(ends[index], end);
  }

  void truncate(int newLength) {
    length = newLength;
  }

  /** The code points {@code from} to {@code to}, exclusive, as a text of its own. */
  AlignedText slice(int from, int to) {
    AlignedText part = new AlignedText(to - from);
    System.arraycopy(codePoints, from, part.codePoints, 0, to - from);
    System.arraycopy(starts, from, part.starts, 0, to - from);
    System.arraycopy(ends, from, part.ends, 0, to - from);
    part.length = to - from;
    return part;
  }

  private void reserve(int size) {
    int capacity = Math.max(16, Math.max(size, length + (length >> 1)));
    codePoints = Arrays.copyOf(codePoints, capacity);
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
  }

  @Override
  public String toString() {
    return new String(codePoints, 0, length);
  }
}
