package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Scaled dot-product attention in f32: {@code out = softmax(scale · Q Kᵀ + mask) V} for each batch
 * entry and head.
 *
 * <p>Keys whose masked score is so low that their weight is zero do not change any bit of the
 * result, so padding at the end does not show.
 */
public interface AttentionF32 {
  /**
   * The sizes of one attention.
   *
   * @param keyHeads heads of keys and values; {@code heads} is a multiple of it (grouped queries)
   * @param headSize elements of a query and a key row
   * @param valueSize elements of a value and an output row
   */
  record Sizes(
      int batch, int heads, int keyHeads, int queries, int keys, int headSize, int valueSize) {}

  /**
   * Rows of one head each, somewhere in a segment, each row's elements adjacent. Strides count
   * elements.
   */
  record Heads(
      MemorySegment segment, long byteOffset, long batchStride, long headStride, long rowStride) {}

  /** An additive mask, keys adjacent; a stride of 0 repeats it. Strides count elements. */
  record Mask(
      MemorySegment segment, long byteOffset, long batchStride, long headStride, long rowStride) {}

  /** Scratch bytes that each worker needs. */
  long scratchBytesPerWorker(Sizes sizes);

  /**
   * Binds an attention.
   *
   * @param mask or null
   * @param scratch at least {@code workers × scratchBytesPerWorker} bytes, 64-byte aligned
   */
  Task attend(
      Sizes sizes,
      Heads query,
      Heads key,
      Heads value,
      Mask mask,
      float scale,
      Heads out,
      MemorySegment scratch);
}
