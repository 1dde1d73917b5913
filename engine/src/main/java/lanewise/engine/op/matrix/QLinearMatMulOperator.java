package lanewise.engine.op.matrix;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.WeightLoading;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;
import lanewise.natives.memory.NativeMemory;

/** ONNX {@code QLinearMatMul}: an integer product scaled back to 8 bits. */
final class QLinearMatMulOperator implements Operator {
  private static final IntegerProduct PRODUCT = new IntegerProduct(0, 2, 3, 5);

  @Override
  public void infer(Inference inference) {
    IntegerProduct.requireInt8(inference.input(0).type());
    IntegerProduct.requireInt8(inference.input(3).type());
    inference.commonType(0, 2);
    inference.commonType(3, 5);
    ElementType type = IntegerProduct.requireInt8(inference.input(7).type());
    inference.output(0, type, MatMulShapes.infer(inference, 0, 3));
  }

  @Override
  public void load(WeightLoading loading) {
    PRODUCT.load(loading);
  }

  private static long sumBytes(Sizing sizing) {
    return NativeMemory.roundUp(
        Math.multiplyExact(Integer.BYTES, sizing.outputShape(0).elementCount()));
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    return Math.addExact(sumBytes(sizing), PRODUCT.scratchBytes(sizing));
  }

  @Override
  public List<Task> bind(Binding binding) {
    long sumBytes = sumBytes(binding);
    MemorySegment sums = binding.scratch().asSlice(0, sumBytes);
    List<Task> tasks =
        new ArrayList<>(PRODUCT.bind(binding, binding.scratch().asSlice(sumBytes), sums));
    tasks.add(new Requantize(binding, PRODUCT.shapes(binding), sums));
    return tasks;
  }

  private static final class Requantize extends BlockTask {
    private final MemorySegment sums;
    private final int m;
    private final int n;
    private final Tensor lhsScale;
    private final Tensor rhsScale;
    private final Tensor outScale;
    private final Tensor outZero;
    private final Tensor out;
    private final boolean perRow;
    private final boolean perColumn;

    Requantize(Binding binding, MatMulShapes shapes, MemorySegment sums) {
      super(binding.outputShape(0).elementCount());
      this.sums = sums;
      this.m = shapes.m();
      this.n = shapes.n();
      this.lhsScale = scale(binding, 1);
      this.rhsScale = scale(binding, 4);
      this.outScale = scale(binding, 6);
      this.outZero = binding.input(7);
      this.out = binding.output(0);
      this.perRow = IntegerProduct.isPerLine(binding, 1, m, "row");
      this.perColumn = IntegerProduct.isPerLine(binding, 4, n, "column");
      if (outScale.elementCount() != 1 || outZero.elementCount() != 1) {
        throw new InvalidNodeException(
            "the output's scale and zero point must be scalars, found "
                + outScale
                + " and "
                + outZero);
      }
    }

    private static Tensor scale(Binding binding, int input) {
      Elements.requireReal(binding.inputType(input));
      return binding.input(input);
    }

    @Override
    protected void range(long start, long end) {
      long zero = Elements.integer(outZero.type(), outZero.segment(), 0);
      boolean signed = out.type() == ElementType.INT8;
      double least = signed ? -128 : 0;
      for (long i = start; i < end; i++) {
        float scale =
            at(lhsScale, perRow ? i / n % m : 0)
                * at(rhsScale, perColumn ? i % n : 0)
                / at(outScale, 0);
        double value = Math.rint(sums.getAtIndex(JAVA_INT_UNALIGNED, i) * (double) scale) + zero;
        long stored = (long) Math.clamp(value, least, least + 255);
        Elements.setInteger(out.type(), out.segment(), i, stored);
      }
    }

    private static float at(Tensor scales, long index) {
      return (float) Elements.real(scales.type(), scales.segment(), index);
    }
  }
}
