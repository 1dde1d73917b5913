package lanewise.kernels;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Scaled dot-product attention with f32 queries: {@code out = softmax(scores) V} for each batch
 * entry and head, where a {@link Rule} says what becomes of the products of queries and keys.
 *
 * <p>Keys are cut into tiles at multiples of {@link #TILE_KEYS}, so that scratch memory does not
 * grow with them. Of each tile a row keeps the greatest score, the weights' sum and the weighted
 * values; these are joined in ascending order. So a row's bits depend on its own query, the keys
 * that it sees and their places among all keys, and on nothing else: the same query gives the same
 * bits alone and within a prompt, for any room behind the last key that it sees, any batch, and any
 * number of threads.
 *
 * <p>Keys whose score is so low that their weight is zero change no bit either, so that padding at
 * the end does not show. Rows of keys and values that no query of the call sees may hold anything;
 * a value row that some query sees must be finite, since a weight of zero does not silence a NaN.
 *
 * <p>Sources: Vaswani et al. 2017; Milakov and Gimelshein 2018 (softmax in one pass); Dao et al.
 * 2022 (tiles).
 */
public interface Attention {
  /** Keys of a tile. */
  int TILE_KEYS = 512;

  /**
   * The sizes of one attention.
   *
   * @param keyHeads heads of keys and values; {@code heads} is a multiple of it (grouped queries)
   * @param keys rows of keys and values that there are, or that there is room for
   * @param headSize elements of a query and a key row
   * @param valueSize elements of a value and an output row
   */
  record Sizes(
      int batch, int heads, int keyHeads, int queries, int keys, int headSize, int valueSize) {}

  /**
   * f32 rows of one head each, somewhere in a segment, each row's elements adjacent. Strides count
   * elements.
   */
  record Heads(
      MemorySegment segment, long byteOffset, long batchStride, long headStride, long rowStride) {}

  /**
   * Rows of keys or values.
   *
   * @param type {@code FLOAT32}, {@code FLOAT16}, {@code BFLOAT16} or {@code INT8}
   * @param heads where they lie; strides count elements of {@code type}
   * @param scales for {@code INT8} one f32 a row, by which its elements are multiplied, else null
   */
  record KeyRows(ElementType type, Heads heads, Heads scales) {
    /** Rows of f32. */
    public static KeyRows f32(Heads heads) {
      return new KeyRows(ElementType.FLOAT32, heads, null);
    }
  }

  /** An additive mask, keys adjacent; a stride of 0 repeats it. Strides count elements. */
  record Mask(
      MemorySegment segment, long byteOffset, long batchStride, long headStride, long rowStride) {}

  /**
   * Which keys a query sees: query i of a batch entry stands at place {@code positions[entry] + i}
   * and sees the keys from {@code before} places before it to {@code after} places behind it, as
   * far as there are any. A query that sees no key gives zeros.
   *
   * @param positions one i32 a batch entry, read whenever a task runs
   */
  record Span(MemorySegment positions, int before, int after) {
    /** All keys up to the query's own place. */
    public static Span causal(MemorySegment positions) {
      return new Span(positions, Integer.MAX_VALUE, 0);
    }

    /** The last {@code width} keys up to the query's own place. */
    public static Span window(MemorySegment positions, int width) {
      return new Span(positions, width - 1, 0);
    }
  }

  /**
   * How scores come from the products of queries and keys: {@code score = cap(scale · q·k) + mask},
   * {@code cap(s) = softCap · tanh(s / softCap)}.
   *
   * @param softCap bound of the scores before the mask, or 0 for none
   * @param mask or null
   * @param span which keys are seen, or null for all
   * @param sinks one f32 a head: a score more, whose weight goes to no value; or null
   */
  record Rule(float scale, float softCap, Mask mask, Span span, MemorySegment sinks) {
    /** All keys are seen, and {@code mask}, if not null, is added. */
    public static Rule of(float scale, Mask mask) {
      return new Rule(scale, 0f, mask, null, null);
    }
  }

  /** Scratch bytes for tasks that up to {@code workers} workers run. */
  long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers);

  /**
   * Binds an attention.
   *
   * @param scratch {@link #scratchBytes} bytes, 64-byte aligned
   * @return tasks to be run one after the other
   */
  List<Task> attend(
      Sizes sizes,
      Heads query,
      KeyRows key,
      KeyRows value,
      Rule rule,
      Heads out,
      MemorySegment scratch);
}
