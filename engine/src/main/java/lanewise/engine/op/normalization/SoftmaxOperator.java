package lanewise.engine.op.normalization;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code Softmax}, {@code LogSoftmax} and {@code Hardmax}.
 *
 * @param flattens before version 13, the axis and all after it are one row
 */
record SoftmaxOperator(Kind kind, boolean flattens) implements Operator {
  enum Kind {
    SOFTMAX,
    LOG_SOFTMAX,
    HARDMAX
  }

  private int axis(Attributes attributes, int rank) {
    return Inference.axis(attributes.integer("axis", flattens ? 1 : -1), Math.max(rank, 1));
  }

  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims != null) {
      axis(inference.attributes(), dims.size());
    }
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public boolean mayOverwrite(int input) {
    return true;
  }

  private AxisView view(Binding binding) {
    Shape shape = binding.inputShape(0);
    int axis = axis(binding.node().attributes(), shape.rank());
    if (shape.rank() == 0) {
      return new AxisView(1, 1, 1);
    }
    return AxisView.of(shape, axis, flattens ? shape.rank() : axis + 1);
  }

  @Override
  public List<Task> bind(Binding binding) {
    AxisView view = view(binding);
    ElementType type = Elements.requireReal(binding.inputType(0));
    MemorySegment in = binding.input(0).segment();
    MemorySegment out = binding.output(0).segment();
    boolean rows = view.inner() == 1 && type == ElementType.FLOAT32 && kind != Kind.HARDMAX;
    if (!rows) {
      return List.of(new Lanes(kind, type, view, in, out));
    }
    int count = Math.toIntExact(view.outer());
    int length = Math.toIntExact(view.length());
    MatrixView from = MatrixView.dense(in, count, length);
    MatrixView to = MatrixView.dense(out, count, length);
    return List.of(
        kind == Kind.SOFTMAX
            ? binding.tier().rows().softmax(from, to)
            : binding.tier().rows().logSoftmax(from, to));
  }

  private static final class Lanes extends BlockTask {
    private final Kind kind;
    private final ElementType type;
    private final AxisView view;
    private final MemorySegment in;
    private final MemorySegment out;

    Lanes(Kind kind, ElementType type, AxisView view, MemorySegment in, MemorySegment out) {
      super(view.length() == 0 ? 0 : view.lanes(), view.length());
      this.kind = kind;
      this.type = type;
      this.view = view;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long first, long end) {
      for (long lane = first; lane < end; lane++) {
        lane(view.start(lane));
      }
    }

    private void lane(long start) {
      long greatest = 0;
      double max = Elements.real(type, in, start);
      for (long i = 1; i < view.length(); i++) {
        double x = Elements.real(type, in, start + i * view.inner());
        if (x > max) {
          max = x;
          greatest = i;
        }
      }
      double sum = 0;
      for (long i = 0; i < view.length() && kind != Kind.HARDMAX; i++) {
        sum += Math.exp(Elements.real(type, in, start + i * view.inner()) - max);
      }
      double logSum = Math.log(sum);
      for (long i = 0; i < view.length(); i++) {
        long at = start + i * view.inner();
        double shifted = Elements.real(type, in, at) - max;
        double value =
            switch (kind) {
              case SOFTMAX -> Math.exp(shifted) / sum;
              case LOG_SOFTMAX -> shifted - logSum;
              case HARDMAX -> i == greatest ? 1 : 0;
            };
        Elements.setReal(type, out, at, value);
      }
    }
  }
}
