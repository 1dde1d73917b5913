package lanewise.engine.op.attention;

import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** Writes keys or values with those of the past before them: {@code [batch, heads, rows, size]}. */
final class PresentRows extends BlockTask {
  private final AttentionRows.Operand past;
  private final AttentionRows.Operand added;
  private final Tensor out;
  private final AttentionRows.Sizes sizes;
  private final long size;

  /** {@code which} is 0 for keys and 1 for values. */
  PresentRows(Binding binding, AttentionRows.Sizes sizes, int which) {
    super(
        sizes.batch() * sizes.keyHeads() * sizes.keys(),
        which == 0 ? sizes.headSize() : sizes.valueSize());
    this.sizes = sizes;
    this.size = which == 0 ? sizes.headSize() : sizes.valueSize();
    this.past = AttentionRows.Operand.past(binding, OnnxAttentionOperator.PAST_KEY + which);
    this.added = AttentionRows.Operand.of(binding, 1 + which, sizes.keyHeads());
    this.out = binding.output(OnnxAttentionOperator.PRESENT_KEY + which);
  }

  @Override
  protected void range(long start, long end) {
    int elementBytes = Elements.bytes(out.type());
    for (long item = start; item < end; item++) {
      long row = item % sizes.keys();
      long head = item / sizes.keys() % sizes.keyHeads();
      long batch = item / sizes.keys() / sizes.keyHeads();
      boolean old = row < sizes.past();
      AttentionRows.Operand from = old ? past : added;
      long at = from.start(batch, head, old ? row : row - sizes.past());
      for (long i = 0; i < size; i++) {
        Elements.copy(
            elementBytes, from.tensor().segment(), at + i, out.segment(), item * size + i);
      }
    }
  }
}
