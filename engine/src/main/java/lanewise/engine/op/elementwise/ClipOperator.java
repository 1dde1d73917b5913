package lanewise.engine.op.elementwise;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code Clip}.
 *
 * @param limitsAreInputs as from version 11 on; before, they are attributes
 */
record ClipOperator(boolean limitsAreInputs) implements Operator {
  @Override
  public void infer(Inference inference) {
    if (limitsAreInputs) {
      inference.commonType(0, 1, 2);
    }
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public boolean mayOverwrite(int input) {
    return input == 0;
  }

  @Override
  public List<Task> bind(Binding binding) {
    ElementType type = Elements.requireNumber(binding.inputType(0));
    MemorySegment in = binding.input(0).segment();
    MemorySegment out = binding.output(0).segment();
    long count = binding.inputShape(0).elementCount();
    MemorySegment least = limit(binding, 1);
    MemorySegment greatest = limit(binding, 2);
    if (type.isInteger()) {
      return List.of(new Integers(type, in, out, count, least, greatest));
    }
    Attributes attributes = binding.node().attributes();
    return List.of(
        new Reals(
            type,
            in,
            out,
            count,
            least,
            greatest,
            limitsAreInputs ? Double.NEGATIVE_INFINITY : attributes.real("min", -Float.MAX_VALUE),
            limitsAreInputs ? Double.POSITIVE_INFINITY : attributes.real("max", Float.MAX_VALUE)));
  }

  private MemorySegment limit(Binding binding, int input) {
    if (!limitsAreInputs || !binding.hasInput(input)) {
      return null;
    }
    if (binding.inputShape(input).elementCount() != 1) {
      throw new InvalidNodeException(
          "a limit must be a scalar, found shape " + binding.inputShape(input));
    }
    return binding.input(input).segment();
  }

  private static final class Reals extends BlockTask {
    private final ElementType type;
    private final MemorySegment in;
    private final MemorySegment out;
    private final MemorySegment least;
    private final MemorySegment greatest;
    private final double leastWhenAbsent;
    private final double greatestWhenAbsent;

    Reals(
        ElementType type,
        MemorySegment in,
        MemorySegment out,
        long count,
        MemorySegment least,
        MemorySegment greatest,
        double leastWhenAbsent,
        double greatestWhenAbsent) {
      super(count);
      this.type = type;
      this.in = in;
      this.out = out;
      this.least = least;
      this.greatest = greatest;
      this.leastWhenAbsent = leastWhenAbsent;
      this.greatestWhenAbsent = greatestWhenAbsent;
    }

    @Override
    protected void range(long start, long end) {
      double low = least == null ? leastWhenAbsent : Elements.real(type, least, 0);
      double high = greatest == null ? greatestWhenAbsent : Elements.real(type, greatest, 0);
      for (long i = start; i < end; i++) {
        double x = Elements.real(type, in, i);
        Elements.setReal(type, out, i, Math.min(Math.max(x, low), high));
      }
    }
  }

  private static final class Integers extends BlockTask {
    private final ElementType type;
    private final MemorySegment in;
    private final MemorySegment out;
    private final MemorySegment least;
    private final MemorySegment greatest;

    Integers(
        ElementType type,
        MemorySegment in,
        MemorySegment out,
        long count,
        MemorySegment least,
        MemorySegment greatest) {
      super(count);
      this.type = type;
      this.in = in;
      this.out = out;
      this.least = least;
      this.greatest = greatest;
    }

    @Override
    protected void range(long start, long end) {
      // Unsigned 64-bit numbers compare as signed ones once their first bit is flipped.
      long flip = type == ElementType.UINT64 ? Long.MIN_VALUE : 0;
      long low = least == null ? Long.MIN_VALUE : Elements.integer(type, least, 0) ^ flip;
      long high = greatest == null ? Long.MAX_VALUE : Elements.integer(type, greatest, 0) ^ flip;
      for (long i = start; i < end; i++) {
        long x = Elements.integer(type, in, i) ^ flip;
        Elements.setInteger(type, out, i, Math.min(Math.max(x, low), high) ^ flip);
      }
    }
  }
}
