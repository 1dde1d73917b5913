package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Rule;

/**
 * What a rule makes of a row of products in scratch memory: scores, and then weights. Keys are
 * counted from the tile's first one; a row's whole vectors start at multiples of the lanes, so that
 * the sum's order depends on the keys' places alone.
 */
record ScoreRule(Rule rule, MemorySegment scratch) {
  /** Where the mask's element of a tile's first key is, for a row. */
  long maskAt(int batch, int head, int query, int tile) {
    Mask mask = rule.mask();
    if (mask == null) {
      return 0;
    }
    long elements =
        batch * mask.batchStride() + head * mask.headStride() + query * mask.rowStride() + tile;
    return mask.byteOffset() + elements * Float.BYTES;
  }

  private static int whole(int key) {
    return Math.ceilDiv(key, Lanes.COUNT) * Lanes.COUNT;
  }

  /**
   * Turns the products of the keys from {@code first} up to {@code end} into scores, and what else
   * their vectors hold into -∞; returns the greatest.
   */
  float scores(long at, int first, int end, long maskAt) {
    float factor = rule.scale();
    if (rule.softCap() > 0) {
      int start = first / Lanes.COUNT * Lanes.COUNT;
      long from = at + (long) start * Float.BYTES;
      ScoreRows.scale(scratch, from, end - start, rule.scale() / rule.softCap());
      ActivationLoop.TANH.apply(scratch, from, scratch, from, whole(end - start));
      factor = rule.softCap();
    }
    float max = Float.NEGATIVE_INFINITY;
    int key = first;
    if (first % Lanes.COUNT != 0) {
      key = Math.min(whole(first), end);
      max = firstVector(at, first, key, factor, maskAt);
    }
    if (key < end) {
      long from = at + (long) key * Float.BYTES;
      float rest =
          rule.mask() == null
              ? ScoreRows.scale(scratch, from, end - key, factor)
              : ScoreRows.scaleAndMask(
                  scratch,
                  from,
                  end - key,
                  factor,
                  rule.mask().segment(),
                  maskAt + (long) key * Float.BYTES);
      max = Math.max(max, rest);
    }
    return max;
  }

  /** A first vector of which some keys are not seen, element by element. */
  private float firstVector(long at, int first, int end, float factor, long maskAt) {
    float max = Float.NEGATIVE_INFINITY;
    for (int key = first / Lanes.COUNT * Lanes.COUNT; key < whole(first); key++) {
      float score = Float.NEGATIVE_INFINITY;
      if (key >= first && key < end) {
        score = get(scratch, at, key) * factor;
        score += rule.mask() == null ? 0f : get(rule.mask().segment(), maskAt, key);
        max = score > max ? score : max;
      }
      set(at, key, score);
    }
    return max;
  }

  /**
   * Turns scores into weights, and gives the keys between {@code least} and {@code most} that the
   * row does not see weight zero; returns the weights' sum.
   */
  float weights(long at, int least, int first, int end, int most, float max) {
    int start = first / Lanes.COUNT * Lanes.COUNT;
    int stop = first == end ? start : whole(end);
    for (int key = least; key < Math.min(start, most); key++) {
      set(at, key, 0f);
    }
    for (int key = Math.max(stop, least); key < most; key++) {
      set(at, key, 0f);
    }
    float shift = max == Float.NEGATIVE_INFINITY ? 0f : max;
    return ScoreRows.exponentials(scratch, at + (long) start * Float.BYTES, stop - start, shift);
  }

  private static float get(MemorySegment segment, long at, int index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, at + (long) index * Float.BYTES);
  }

  private void set(long at, int index, float value) {
    scratch.set(JAVA_FLOAT_UNALIGNED, at + (long) index * Float.BYTES, value);
  }
}
