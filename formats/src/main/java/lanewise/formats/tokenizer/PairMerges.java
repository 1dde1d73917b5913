package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * Which two tokens become one, and how early: a table from pairs of ids to a rank and the new id.
 * Filled once, then read by all threads.
 */
final class PairMerges {
  static final int NONE = -1;

  private long[] keys;
  private int[] ranks;
  private int[] merged;
  private int count;

  PairMerges(int expected) {
    int slots = Integer.highestOneBit(Math.max(16, Math.min(expected, 1 << 26))) * 4;
    keys = new long[slots];
    ranks = new int[slots];
    merged = new int[slots];
    Arrays.fill(keys, NONE);
  }

  private static long key(int left, int right) {
    return (long) left << 32 | right;
  }

  private static int slot(long key, int mask) {
    long mixed = key * 0x9E37_79B9_7F4A_7C15L;
    return (int) (mixed >>> 32) & mask;
  }

  /** Adds a pair; the first of equal pairs counts. */
  void add(int left, int right, int rank, int id) {
    if (2 * count >= keys.length) {
      grow();
    }
    int at = find(key(left, right));
    if (keys[at] == NONE) {
      keys[at] = key(left, right);
      ranks[at] = rank;
      merged[at] = id;
      count++;
    }
  }

  /** The slot of a pair, or -1. */
  int slot(int left, int right) {
    int at = find(key(left, right));
    return keys[at] == NONE ? NONE : at;
  }

  int rank(int slot) {
    return ranks[slot];
  }

  int merged(int slot) {
    return merged[slot];
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int at = slot(key, mask);
    while (keys[at] != NONE && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldRanks = ranks;
    int[] oldMerged = merged;
    keys = new long[2 * oldKeys.length];
    ranks = new int[keys.length];
    merged = new int[keys.length];
    Arrays.fill(keys, NONE);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != NONE) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        ranks[at] = oldRanks[i];
        merged[at] = oldMerged[i];
      }
    }
  }
}
