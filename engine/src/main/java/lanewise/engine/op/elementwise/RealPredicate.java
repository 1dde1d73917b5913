package lanewise.engine.op.elementwise;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code IsNaN} and {@code IsInf}.
 *
 * @param infinite whether infinities are asked for, else NaNs
 */
record RealPredicate(boolean infinite) implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.outputLike(0, ElementType.BOOL, 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    return List.of(
        new Test(
            Elements.requireReal(binding.inputType(0)),
            !infinite,
            infinite && attributes.integer("detect_positive", 1) != 0,
            infinite && attributes.integer("detect_negative", 1) != 0,
            binding.input(0).segment(),
            binding.output(0).segment(),
            binding.inputShape(0).elementCount()));
  }

  private static final class Test extends BlockTask {
    private final ElementType type;
    private final boolean nan;
    private final boolean positive;
    private final boolean negative;
    private final MemorySegment in;
    private final MemorySegment out;

    Test(
        ElementType type,
        boolean nan,
        boolean positive,
        boolean negative,
        MemorySegment in,
        MemorySegment out,
        long count) {
      super(count);
      this.type = type;
      this.nan = nan;
      this.positive = positive;
      this.negative = negative;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        double x = Elements.real(type, in, i);
        boolean found =
            (nan && Double.isNaN(x))
                || (positive && x == Double.POSITIVE_INFINITY)
                || (negative && x == Double.NEGATIVE_INFINITY);
        Elements.setInteger(ElementType.BOOL, out, i, found ? 1 : 0);
      }
    }
  }
}
