package lanewise.engine.op.reduction;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code CumSum} and {@code CumProd}. */
record CumulativeOperator(boolean product) implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.input(1);
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    ElementType axisType = binding.inputType(1);
    boolean integer = axisType == ElementType.INT32 || axisType == ElementType.INT64;
    if (!integer || binding.inputShape(1).elementCount() != 1) {
      throw new InvalidNodeException("the axis must be one i32 or i64, found " + binding.input(1));
    }
    ElementType type = Elements.requireNumber(binding.inputType(0));
    return List.of(
        new Running(
            product,
            type,
            binding.inputShape(0),
            binding.input(1),
            attributes.integer("exclusive", 0) != 0,
            attributes.integer("reverse", 0) != 0,
            binding.input(0).segment(),
            binding.output(0).segment()));
  }

  private record Running(
      boolean product,
      ElementType type,
      Shape shape,
      Tensor axisInput,
      boolean exclusive,
      boolean reverse,
      MemorySegment in,
      MemorySegment out)
      implements Task {
    @Override
    public int parts() {
      return shape.elementCount() == 0 ? 0 : 1;
    }

    @Override
    public void run(int part, int worker) {
      long listed = Elements.integer(axisInput.type(), axisInput.segment(), 0);
      int axis = Inference.axis(listed, shape.rank());
      long length = shape.dim(axis);
      long inner = shape.elementCount(axis + 1, shape.rank());
      long lanes = shape.elementCount() / length;
      for (long lane = 0; lane < lanes; lane++) {
        long start = lane / inner * length * inner + lane % inner;
        if (type.isInteger()) {
          integers(start, length, inner);
        } else {
          reals(start, length, inner);
        }
      }
    }

    private void integers(long start, long length, long stride) {
      long total = product ? 1 : 0;
      for (long i = 0; i < length; i++) {
        long at = start + (reverse ? length - 1 - i : i) * stride;
        long x = Elements.integer(type, in, at);
        long next = product ? total * x : total + x;
        Elements.setInteger(type, out, at, exclusive ? total : next);
        total = next;
      }
    }

    private void reals(long start, long length, long stride) {
      double total = product ? 1 : 0;
      for (long i = 0; i < length; i++) {
        long at = start + (reverse ? length - 1 - i : i) * stride;
        double x = Elements.real(type, in, at);
        double next = product ? total * x : total + x;
        Elements.setReal(type, out, at, exclusive ? total : next);
        total = next;
      }
    }
  }
}
