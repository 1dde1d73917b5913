package lanewise.engine.op.elementwise;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.task.BroadcastTask;

/** ONNX {@code Pow}: the result has the base's type, the exponent may have another. */
final class PowOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.output(0, inference.input(0).type(), inference.broadcast(0, 1));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Broadcast broadcast = Broadcast.of(binding.inputShape(0), binding.inputShape(1));
    ElementType base = binding.inputType(0);
    ElementType exponent = binding.inputType(1);
    MemorySegment lhs = binding.input(0).segment();
    MemorySegment rhs = binding.input(1).segment();
    MemorySegment out = binding.output(0).segment();
    if (base == exponent) {
      return List.of(
          binding.tier().elementwise().binary(BinaryOp.POW, base, broadcast, lhs, rhs, out));
    }
    Elements.requireNumber(base);
    Elements.requireNumber(exponent);
    return List.of(new Mixed(broadcast, base, exponent, lhs, rhs, out));
  }

  private static final class Mixed extends BroadcastTask {
    private final long baseStride;
    private final long exponentStride;
    private final ElementType base;
    private final ElementType exponent;
    private final MemorySegment lhs;
    private final MemorySegment rhs;
    private final MemorySegment out;

    Mixed(
        Broadcast broadcast,
        ElementType base,
        ElementType exponent,
        MemorySegment lhs,
        MemorySegment rhs,
        MemorySegment out) {
      super(broadcast, 2);
      this.baseStride = innerStride(broadcast, 0);
      this.exponentStride = innerStride(broadcast, 1);
      this.base = base;
      this.exponent = exponent;
      this.lhs = lhs;
      this.rhs = rhs;
      this.out = out;
    }

    @Override
    protected void innerRun(long at, long length, long first, long second, long third) {
      for (long i = 0; i < length; i++) {
        double x = Elements.real(base, lhs, first + i * baseStride);
        double y = Elements.real(exponent, rhs, second + i * exponentStride);
        Elements.setReal(base, out, at + i, x == 1 ? 1 : Math.pow(x, y));
      }
    }
  }
}
