package lanewise.formats.tokenizer;

import java.util.Arrays;

/** Tokens with their offsets, type ids and marks, growing at the end. */
final class TokenSequence {
  private static final byte SPECIAL = 1;
  private static final byte PADDING = 2;

  private int[] ids;
  private int[] starts;
  private int[] ends;
  private int[] typeIds;
  private byte[] marks;
  private int length;

  TokenSequence(int capacity) {
    int size = Math.max(8, capacity);
    ids = new int[size];
    starts = new int[size];
    ends = new int[size];
    typeIds = new int[size];
    marks = new byte[size];
  }

  /** Adds a token of a text. */
  void add(int id, int start, int end) {
    add(id, start, end, 0, (byte) 0);
  }

  /** Adds a token that the post-processor puts in. */
  void addSpecial(int id, int typeId) {
    add(id, 0, 0, typeId, SPECIAL);
  }

  /** Adds the tokens {@code from} to {@code to}, exclusive, of another sequence under a type id. */
  void addAll(TokenSequence other, int from, int to, int typeId) {
    reserve(length + to - from);
    System.arraycopy(other.ids, from, ids, length, to - from);
    System.arraycopy(other.starts, from, starts, length, to - from);
    System.arraycopy(other.ends, from, ends, length, to - from);
    System.arraycopy(other.marks, from, marks, length, to - from);
    Arrays.fill(typeIds, length, length + to - from, typeId);
    length += to - from;
  }

  /** This sequence with padding up to {@code target} tokens. */
  TokenSequence padded(int target, Padding padding) {
    if (target <= length) {
      return this;
    }
    TokenSequence result = new TokenSequence(target);
    if (padding.direction() == Direction.LEFT) {
      result.pad(target - length, padding);
    }
    int at = result.length;
    result.addAll(this, 0, length, 0);
    System.arraycopy(typeIds, 0, result.typeIds, at, length);
    if (padding.direction() == Direction.RIGHT) {
      result.pad(target - length, padding);
    }
    return result;
  }

  private void pad(int count, Padding padding) {
    for (int i = 0; i < count; i++) {
      add(padding.id(), 0, 0, padding.typeId(), (byte) (SPECIAL | PADDING));
    }
  }

  private void add(int id, int start, int end, int typeId, byte mark) {
    reserve(length + 1);
    ids[length] = id;
    starts[length] = start;
    ends[length] = end;
    typeIds[length] = typeId;
    marks[length] = mark;
    length++;
  }

  private void reserve(int size) {
    if (size > ids.length) {
      int capacity = Math.max(size, ids.length + (ids.length >> 1));
      ids = Arrays.copyOf(ids, capacity);
      starts = Arrays.copyOf(starts, capacity);
      ends = Arrays.copyOf(ends, capacity);
      typeIds = Arrays.copyOf(typeIds, capacity);
      marks = Arrays.copyOf(marks, capacity);
    }
  }

  /** Forgets the tokens from {@code newLength} on. */
  void truncate(int newLength) {
    length = newLength;
  }

  int length() {
    return length;
  }

  int[] ids() {
    return Arrays.copyOf(ids, length);
  }

  int id(int index) {
    return ids[index];
  }

  int start(int index) {
    return starts[index];
  }

  int end(int index) {
    return ends[index];
  }

  int typeId(int index) {
    return typeIds[index];
  }

  boolean isSpecial(int index) {
    return (marks[index] & SPECIAL) != 0;
  }

  boolean isPadding(int index) {
    return (marks[index] & PADDING) != 0;
  }
}
