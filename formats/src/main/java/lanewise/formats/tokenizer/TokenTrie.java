package lanewise.formats.tokenizer;

import java.util.Arrays;

/** Strings of code points with a number each, found by the longest match at a place. */
final class TokenTrie {
  /** What {@link #find} gives where no string stands. */
  static final int NONE = -1;

  /** Edges: node and code point to the next node, in an open-addressing table. */
  private long[] edgeKeys = new long[64];

  private int[] edgeTargets = new int[64];
  private int edges;
  private int[] values = new int[] {NONE};
  private int[] depths = new int[1];
  private int nodes = 1;

  /** Code points below 128 that a string begins with; others go through the table. */
  private final boolean[] beginsAscii = new boolean[128];

  private boolean beginsOther;

  boolean isEmpty() {
    return edges == 0;
  }

  /** Adds a string, which must not be empty; one that is there already gets the new value. */
  void add(int[] codePoints, int value) {
    if (codePoints[0] < 128) {
      beginsAscii[codePoints[0]] = true;
    } else {
      beginsOther = true;
    }
    int node = 0;
    for (int codePoint : codePoints) {
      int next = follow(node, codePoint);
      if (next == NONE) {
        next = newNode(depths[node] + 1);
        addEdge(node, codePoint, next);
      }
      node = next;
    }
    values[node] = value;
  }

  /** The node of the longest string that stands at {@code from}, or {@link #NONE}. */
  int find(AlignedText text, int from, int to) {
    int first = text.codePoint(from);
    if (first < 128 ? !beginsAscii[first] : !beginsOther) {
      return NONE;
    }
    int node = 0;
    int found = NONE;
    for (int i = from; i < to; i++) {
      node = follow(node, text.codePoint(i));
      if (node == NONE) {
        break;
      }
      if (values[node] != NONE) {
        found = node;
      }
    }
    return found;
  }

  /** The value of the string that ends at a node. */
  int value(int node) {
    return values[node];
  }

  /** The length of the string that ends at a node. */
  int length(int node) {
    return depths[node];
  }

  private int newNode(int depth) {
    if (nodes == values.length) {
      values = Arrays.copyOf(values, nodes * 2);
      depths = Arrays.copyOf(depths, nodes * 2);
    }
    values[nodes] = NONE;
    depths[nodes] = depth;
    return nodes++;
  }

  private int follow(int node, int codePoint) {
    int slot = slot(key(node, codePoint));
    return edgeKeys[slot] == 0 ? NONE : edgeTargets[slot];
  }

  private void addEdge(int node, int codePoint, int target) {
    if (edges * 2 >= edgeKeys.length) {
      long[] keys = edgeKeys;
      int[] targets = edgeTargets;
      edgeKeys = new long[keys.length * 2];
      edgeTargets = new int[keys.length * 2];
      for (int i = 0; i < keys.length; i++) {
        if (keys[i] != 0) {
          int slot = slot(keys[i]);
          edgeKeys[slot] = keys[i];
          edgeTargets[slot] = targets[i];
        }
      }
    }
    int slot = slot(key(node, codePoint));
    edgeKeys[slot] = key(node, codePoint);
    edgeTargets[slot] = target;
    edges++;
  }

  private int slot(long key) {
    long hash = key * 0x9E3779B97F4A7C15L;
    int mask = edgeKeys.length - 1;
    int slot = (int) (hash >>> 40) & mask;
    while (edgeKeys[slot] != 0 && edgeKeys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Never 0, which marks a free slot. */
  private static long key(int node, int codePoint) {
    return ((long) node << 21 | codePoint) + 1;
  }
}
