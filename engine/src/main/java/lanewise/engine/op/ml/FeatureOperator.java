package lanewise.engine.op.ml;

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
import lanewise.kernels.task.BlockTask;

/** An operator that changes the features of each row. */
abstract class FeatureOperator implements Operator {
  private final boolean keepsType;

  /**
   * @param keepsType whether the output is of the input's type, else {@code f32}
   */
  FeatureOperator(boolean keepsType) {
    this.keepsType = keepsType;
  }

  /** Changes one row in its place. */
  @FunctionalInterface
  interface Change {
    void apply(double[] row);
  }

  /** What happens to rows of {@code width} features. */
  protected abstract Change change(Attributes attributes, int width);

  @Override
  public void infer(Inference inference) {
    ElementType type = keepsType ? inference.input(0).type() : ElementType.FLOAT32;
    inference.outputLike(0, type, 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Tensor in = binding.input(0);
    Elements.requireNumber(in.type());
    Shape shape = in.shape();
    if (shape.rank() == 0) {
      throw new InvalidNodeException("expected rows of features, found a scalar");
    }
    int width = shape.intDim(shape.rank() - 1);
    Change change = change(binding.node().attributes(), width);
    return List.of(new RowTask(in, binding.output(0), width, change));
  }

  private static final class RowTask extends BlockTask {
    private final Tensor in;
    private final Tensor out;
    private final int width;
    private final Change change;

    RowTask(Tensor in, Tensor out, int width, Change change) {
      super(in.elementCount() == 0 ? 0 : in.elementCount() / width, width);
      this.in = in;
      this.out = out;
      this.width = width;
      this.change = change;
    }

    @Override
    protected void range(long start, long end) {
      double[] row = new double[width];
      for (long i = start; i < end; i++) {
        for (int feature = 0; feature < width; feature++) {
          row[feature] = Elements.real(in.type(), in.segment(), i * width + feature);
        }
        change.apply(row);
        for (int feature = 0; feature < width; feature++) {
          Elements.setReal(out.type(), out.segment(), i * width + feature, row[feature]);
        }
      }
    }
  }
}
