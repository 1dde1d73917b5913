package lanewise.formats.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A model's tokens and their ids: one block of UTF-8 bytes and an open-addressing table over it, so
 * that many thousand tokens cost no object each. Immutable once built.
 */
final class Vocabulary {
  /** What {@link #find} gives for bytes that are no token. */
  static final int NONE = -1;

  /** A hash's value before its first byte. */
  static final int HASH_START = 0x811C9DC5;

  /** Half full at most, so a longer run than this is made by an adversary, not by chance. */
  private static final int LONGEST_PROBE = 2048;

  private byte[] bytes;
  private int[] ends;
  private int[] ids;
  private int[] hashes;
  private int count;

  /** The entry's number plus one, or 0 where the slot is free. */
  private int[] slots;

  /** By id: the entry's number plus one. */
  private int[] entryOfId = new int[0];

  private int longestToken;

  /** What {@link #add} says. */
  enum Added {
    NEW,
    TOKEN_TWICE,
    COLLIDING
  }

  /** An empty vocabulary with room for about so many tokens; it grows. */
  Vocabulary(int expectedTokens) {
    int room = Math.max(64, expectedTokens);
    bytes = new byte[room * 8];
    ends = new int[room];
    ids = new int[room];
    hashes = new int[room];
    slots = new int[Integer.highestOneBit(room) * 4];
  }

  /** Carries a hash on over one more byte. */
  static int hash(int hash, byte next) {
    return (hash ^ next & 0xFF) * 0x01000193;
  }

  /** Adds a token under an id; both must be new. The id is checked by {@link #indexIds}. */
  Added add(byte[] from, int start, int end, int id) {
    int hash = HASH_START;
    for (int i = start; i < end; i++) {
      hash = (hash ^ from[i] & 0xFF) * 0x01000193;
    }
    if (count * 2 >= slots.length) {
      growSlots();
    }
    int mask = slots.length - 1;
    int slot = spread(hash) & mask;
    for (int probe = 0; slots[slot] != 0; probe++) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash && isEntry(entry, from, start, end)) {
        return Added.TOKEN_TWICE;
      }
      if (probe == LONGEST_PROBE) {
        return Added.COLLIDING;
      }
      slot = slot + 1 & mask;
    }
    int at = count == 0 ? 0 : ends[count - 1];
    int size = Math.addExact(at, end - start);
    if (size > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.max(size, Math.min(bytes.length * 2L, 1 << 30)));
    }
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, count * 2);
      ids = Arrays.copyOf(ids, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
    }
    System.arraycopy(from, start, bytes, at, end - start);
    ends[count] = size;
    ids[count] = id;
    hashes[count] = hash;
    longestToken = Math.max(longestToken, end - start);
    slots[slot] = ++count;
    return Added.NEW;
  }

  /**
   * Makes the way from ids to tokens, once all tokens are in.
   *
   * @return an id that two tokens have, or {@link #NONE}
   */
  int indexIds() {
    int largest = -1;
    for (int entry = 0; entry < count; entry++) {
      largest = Math.max(largest, ids[entry]);
    }
    entryOfId = new int[largest + 1];
    for (int entry = 0; entry < count; entry++) {
      if (entryOfId[ids[entry]] != 0) {
        return ids[entry];
      }
      entryOfId[ids[entry]] = entry + 1;
    }
    return NONE;
  }

  /** How many tokens there are. */
  int size() {
    return count;
  }

  /** The largest id plus one. */
  int idLimit() {
    return entryOfId.length;
  }

  /** The longest token's length in bytes. */
  int longestToken() {
    return longestToken;
  }

  /**
   * The id of the token {@code from[start..end)}, or {@link #NONE}.
   *
   * @param hash the hash of these bytes, see {@link #hash}
   */
  int find(byte[] from, int start, int end, int hash) {
    int mask = slots.length - 1;
    int slot = spread(hash) & mask;
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (hashes[entry] == hash && isEntry(entry, from, start, end)) {
        return ids[entry];
      }
      slot = slot + 1 & mask;
    }
    return NONE;
  }

  /** The id of the token {@code from[start..end)}, or {@link #NONE}. */
  int find(byte[] from, int start, int end) {
    int hash = HASH_START;
    for (int i = start; i < end; i++) {
      hash = hash(hash, from[i]);
    }
    return find(from, start, end, hash);
  }

  OptionalInt id(String token) {
    byte[] utf8 = token.getBytes(StandardCharsets.UTF_8);
    int id = find(utf8, 0, utf8.length);
    return id == NONE ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** The token with an id, or {@code null} where there is none. */
  String token(int id) {
    if (id < 0 || id >= entryOfId.length || entryOfId[id] == 0) {
      return null;
    }
    int entry = entryOfId[id] - 1;
    int start = entry == 0 ? 0 : ends[entry - 1];
    return new String(bytes, start, ends[entry] - start, StandardCharsets.UTF_8);
  }

  private boolean isEntry(int entry, byte[] from, int start, int end) {
    int at = entry == 0 ? 0 : ends[entry - 1];
    return Arrays.equals(bytes, at, ends[entry], from, start, end);
  }

  /** FNV's low bits depend on few bytes' low bits; the table's index takes the high ones too. */
  private static int spread(int hash) {
    return hash ^ hash >>> 15;
  }

  private void growSlots() {
    int[] grown = new int[slots.length * 2];
    int mask = grown.length - 1;
    for (int entry = 0; entry < count; entry++) {
      int slot = spread(hashes[entry]) & mask;
      while (grown[slot] != 0) {
        slot = slot + 1 & mask;
      }
      grown[slot] = entry + 1;
    }
    slots = grown;
  }
}
