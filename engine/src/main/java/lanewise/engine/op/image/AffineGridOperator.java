package lanewise.engine.op.image;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
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

/** ONNX {@code AffineGrid}: the points of a regular grid after an affine map. */
final class AffineGridOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> theta = inference.input(0).dims();
    List<Dim> size = inference.elements(1);
    inference.input(1);
    if (size == null) {
      inference.outputOfRank(
          0,
          type,
          theta == null || !theta.get(1).isKnown()
              ? -1
              : theta.size() + (int) theta.get(1).value() - 1);
      return;
    }
    int axes = size.size() - 2;
    if (axes != 2 && axes != 3) {
      throw new InvalidNodeException("size must be [N, C, (D,) H, W], found " + size);
    }
    for (Dim dim : size) {
      if (dim.isKnown() && dim.value() < 0) {
        throw new InvalidNodeException("negative size in " + size);
      }
    }
    List<Dim> out = new ArrayList<>(List.of(size.get(0)));
    out.addAll(size.subList(2, size.size()));
    out.add(Dim.of(axes));
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    Shape out = binding.outputShape(0);
    int axes = out.rank() - 2;
    Shape expected = Shape.of(out.dim(0), axes, axes + 1);
    if (!binding.inputShape(0).equals(expected)) {
      throw new InvalidNodeException(
          "theta must be " + expected + ", found " + binding.inputShape(0));
    }
    boolean corners = binding.node().attributes().integer("align_corners", 0) != 0;
    return List.of(new Points(binding.input(0), binding.output(0), axes, corners));
  }

  private static final class Points extends BlockTask {
    private final Tensor theta;
    private final Tensor out;
    private final int axes;
    private final boolean corners;

    Points(Tensor theta, Tensor out, int axes, boolean corners) {
      super(out.elementCount());
      this.theta = theta;
      this.out = out;
      this.axes = axes;
      this.corners = corners;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        long batch = i / axes / out.shape().elementCount(1, axes + 1);
        long matrix = (batch * axes + i % axes) * (axes + 1);
        double sum = Elements.real(theta.type(), theta.segment(), matrix + axes);
        long rest = i / axes;
        // The last axis of the space is the first coordinate.
        for (int axis = axes; axis >= 1; axis--) {
          long length = out.shape().dim(axis);
          double x = coordinate(rest % length, length);
          sum += x * Elements.real(theta.type(), theta.segment(), matrix + axes - axis);
          rest /= length;
        }
        Elements.setReal(out.type(), out.segment(), i, sum);
      }
    }

    private double coordinate(long position, long length) {
      return corners
          ? length == 1 ? -1 : 2.0 * position / (length - 1) - 1
          : (2.0 * position + 1) / length - 1;
    }
  }
}
