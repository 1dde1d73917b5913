package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.AttentionF32;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;

/** Attention as two register-tiled products with a softmax between them, all in cache. */
final class VectorAttentionF32 implements AttentionF32 {
  @Override
  public long scratchBytesPerWorker(Sizes sizes) {
    return new AttentionScratch(sizes).bytes();
  }

  @Override
  public Task attend(
      Sizes sizes,
      Heads query,
      Heads key,
      Heads value,
      Mask mask,
      float scale,
      Heads out,
      MemorySegment scratch) {
    AttentionOperands.require(sizes, query, key, value, mask, out);
    AttentionScratch layout = new AttentionScratch(sizes);
    AttentionOperands.requireScratch(scratch, layout.bytes());
    return new TiledAttention(sizes, query, key, value, mask, scale, out, scratch, layout);
  }
}
