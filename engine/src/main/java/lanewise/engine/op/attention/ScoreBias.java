package lanewise.engine.op.attention;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * What is added to a score: the mask, minus infinity for keys that a query must not see.
 *
 * @param mask booleans (true takes part) or numbers that are added, or null
 * @param strides the mask's elements from one entry, head and query to the next; 0 repeats it
 * @param maskKeys keys that the mask speaks of; later ones are not seen
 * @param causal whether a query sees no key behind it
 * @param counts how many keys each entry has, or null for all
 */
record ScoreBias(
    Tensor mask,
    long[] strides,
    long maskKeys,
    boolean causal,
    Tensor counts,
    AttentionRows.Sizes sizes) {

  static ScoreBias of(Binding binding, AttentionRows.Sizes sizes) {
    Tensor mask =
        binding.hasInput(OnnxAttentionOperator.MASK)
            ? binding.input(OnnxAttentionOperator.MASK)
            : null;
    Tensor counts =
        binding.hasInput(OnnxAttentionOperator.KEY_COUNTS)
            ? binding.input(OnnxAttentionOperator.KEY_COUNTS)
            : null;
    if (counts != null
        && (counts.type() != ElementType.INT64 || counts.elementCount() != sizes.batch())) {
      throw new InvalidNodeException(
          "nonpad_kv_seqlen must be " + sizes.batch() + " i64, found " + counts);
    }
    long[] strides = new long[3];
    if (mask != null) {
      strides = strides(mask, sizes);
    }
    return new ScoreBias(
        mask,
        strides,
        mask == null ? 0 : mask.shape().dim(-1),
        binding.node().attributes().integer("is_causal", 0) != 0,
        counts,
        sizes);
  }

  private static long[] strides(Tensor mask, AttentionRows.Sizes sizes) {
    if (mask.type() != ElementType.BOOL) {
      Elements.requireReal(mask.type());
    }
    Shape shape = mask.shape();
    long[] scores = {sizes.batch(), sizes.heads(), sizes.queries()};
    long[] strides = new long[3];
    boolean fits = shape.rank() >= 1 && shape.rank() <= 4 && shape.dim(-1) <= sizes.keys();
    long stride = fits ? shape.dim(-1) : 0;
    for (int fromEnd = 2; fits && fromEnd <= shape.rank(); fromEnd++) {
      long size = shape.dim(shape.rank() - fromEnd);
      fits = size == scores[4 - fromEnd] || size == 1;
      strides[4 - fromEnd] = size == 1 ? 0 : stride;
      stride *= size;
    }
    if (!fits) {
      throw new InvalidNodeException(
          "mask "
              + mask
              + " does not broadcast to scores "
              + Shape.of(sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys()));
    }
    return strides;
  }

  double at(long batch, long head, long row, long key) {
    long count = sizes.keys();
    if (counts != null) {
      count = Elements.integer(counts.type(), counts.segment(), batch);
      if (key >= count) {
        return Double.NEGATIVE_INFINITY;
      }
    }
    if (causal) {
      long before = sizes.past() == 0 && counts != null ? count - sizes.queries() : sizes.past();
      if (key - row > before) {
        return Double.NEGATIVE_INFINITY;
      }
    }
    if (mask == null) {
      return 0;
    }
    if (key >= maskKeys) {
      return Double.NEGATIVE_INFINITY;
    }
    long at = batch * strides[0] + head * strides[1] + row * strides[2] + key;
    if (mask.type() == ElementType.BOOL) {
      boolean seen = Elements.integer(mask.type(), mask.segment(), at) != 0;
      return seen ? 0 : Double.NEGATIVE_INFINITY;
    }
    return Elements.real(mask.type(), mask.segment(), at);
  }
}
