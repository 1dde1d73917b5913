package lanewise.engine.op.normalization;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.Axes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.Strides;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code MeanVarianceNormalization}, computed on a copy with the normalized axes last. */
final class MeanVarianceOperator implements Operator {
  private static boolean[] normalized(Attributes attributes, int rank) {
    long[] axes = attributes.integers("axes");
    return Axes.marked(axes == null ? new long[] {0, 2, 3} : axes, rank);
  }

  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims != null) {
      normalized(inference.attributes(), dims.size());
    }
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    return sizing.inputType(0).byteSize(sizing.inputShape(0).elementCount());
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape shape = binding.inputShape(0);
    Elements.requireReal(binding.inputType(0));
    if (shape.elementCount() == 0) {
      return List.of();
    }
    boolean[] normalized = normalized(binding.node().attributes(), shape.rank());
    long[] dense = Strides.dense(shape);
    long[] dims = new long[shape.rank()];
    long[] strides = new long[shape.rank()];
    long length = 1;
    int next = 0;
    for (boolean wanted : new boolean[] {false, true}) {
      for (int axis = 0; axis < shape.rank(); axis++) {
        if (normalized[axis] == wanted) {
          dims[next] = shape.dim(axis);
          strides[next++] = dense[axis];
          length *= wanted ? shape.dim(axis) : 1;
        }
      }
    }
    Shape moved = Shape.of(dims);
    long[] movedStrides = Strides.dense(moved);
    Tensor rows = Tensor.of(binding.inputType(0), moved, binding.scratch());
    int elementBytes = rows.type().blockBytes();
    var movement = binding.tier().movement();
    Tensor in = binding.input(0);
    Tensor out = binding.output(0);
    return List.of(
        movement.copy(
            elementBytes, dims, in.segment(), 0, strides, rows.segment(), 0, movedStrides),
        new Rows(rows, length),
        movement.copy(
            elementBytes, dims, rows.segment(), 0, movedStrides, out.segment(), 0, strides));
  }

  private static final class Rows extends BlockTask {
    private static final double EPSILON = 1e-9;
    private final Tensor rows;
    private final long length;

    Rows(Tensor rows, long length) {
      super(rows.elementCount() / length, length);
      this.rows = rows;
      this.length = length;
    }

    @Override
    protected void range(long start, long end) {
      for (long row = start; row < end; row++) {
        double mean = RowStatistics.mean(rows, row * length, length);
        double variance = RowStatistics.variance(rows, row * length, length, mean);
        double divisor = Math.sqrt(variance) + EPSILON;
        for (long i = row * length; i < (row + 1) * length; i++) {
          double x = Elements.real(rows.type(), rows.segment(), i);
          Elements.setReal(rows.type(), rows.segment(), i, (x - mean) / divisor);
        }
      }
    }
  }
}
