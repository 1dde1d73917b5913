package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;

/** Attention as two register-tiled products with a softmax between them, all in cache. */
public final class VectorAttention implements Attention {
  @Override
  public long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
    return Math.multiplyExact(workers, AttentionScratch.mostBytes(sizes, keyType, valueType));
  }

  @Override
  public List<Task> attend(
      Sizes sizes,
      Heads query,
      KeyRows key,
      KeyRows value,
      Rule rule,
      Heads out,
      MemorySegment scratch) {
    AttentionOperands.require(sizes, query, key, value, rule, out);
    AttentionScratch layout = TiledAttention.layout(sizes, key.type(), value.type());
    AttentionOperands.requireScratch(scratch, layout.bytes);
    return List.of(new TiledAttention(layout, query, key, value, rule, out, scratch));
  }
}
