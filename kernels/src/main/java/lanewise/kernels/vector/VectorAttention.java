package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.AttentionOperands;

/** Attention as two register-tiled products with a softmax between them, all in cache. */
final class VectorAttention implements Attention {
  private final Attention scalar;

  VectorAttention(Attention scalar) {
    this.scalar = scalar;
  }

  @Override
  public long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
    long own = Math.multiplyExact(workers, new AttentionScratch(sizes).bytes());
    return Math.max(own, scalar.scratchBytes(sizes, keyType, valueType, workers));
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
    boolean plain = rule.softCap() == 0 && rule.span() == null && rule.sinks() == null;
    if (!plain || key.type() != ElementType.FLOAT32 || value.type() != ElementType.FLOAT32) {
      return scalar.attend(sizes, query, key, value, rule, out, scratch);
    }
    AttentionScratch layout = new AttentionScratch(sizes);
    AttentionOperands.requireScratch(scratch, layout.bytes());
    return List.of(
        new TiledAttention(
            sizes,
            query,
            key.heads(),
            value.heads(),
            rule.mask(),
            rule.scale(),
            out,
            scratch,
            layout));
  }
}
