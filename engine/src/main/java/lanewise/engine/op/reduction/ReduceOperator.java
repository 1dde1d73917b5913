package lanewise.engine.op.reduction;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.Axes;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * The ONNX {@code Reduce…} operators.
 *
 * @param axesAreInput else they are an attribute
 */
record ReduceOperator(ReduceOp op, boolean axesAreInput) implements Operator {
  /** Which axes are reduced, given what the node lists or null when it lists none. */
  private boolean[] reduced(Attributes attributes, long[] axes, int rank) {
    if (axes == null || axes.length == 0) {
      boolean none = axesAreInput && attributes.integer("noop_with_empty_axes", 0) != 0;
      return Axes.marked(none ? new long[0] : Axes.all(rank), rank);
    }
    return Axes.marked(axes, rank);
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    boolean keep = inference.attributes().integer("keepdims", 1) != 0;
    boolean unknownAxes = axesAreInput && inference.hasInput(1) && inference.integers(1) == null;
    if (dims == null || unknownAxes) {
      inference.outputOfRank(0, type, dims == null || !keep ? -1 : dims.size());
      return;
    }
    long[] axes = axesAreInput ? inference.integers(1) : inference.attributes().integers("axes");
    boolean[] reduced = reduced(inference.attributes(), axes, dims.size());
    List<Dim> out = new ArrayList<>();
    for (int axis = 0; axis < reduced.length; axis++) {
      if (!reduced[axis]) {
        out.add(dims.get(axis));
      } else if (keep) {
        out.add(Dim.of(1));
      }
    }
    inference.output(0, type, out);
  }

  private boolean[] reduced(Sizing sizing, Tensor axes) {
    long[] listed =
        axesAreInput
            ? axes == null ? null : Integers.read(axes)
            : sizing.node().attributes().integers("axes");
    return reduced(sizing.node().attributes(), listed, sizing.inputShape(0).rank());
  }

  /** The input around the reduced axes when these lie together, else null. */
  private static AxisView together(Shape shape, boolean[] reduced) {
    int from = -1;
    int to = -1;
    for (int axis = 0; axis < reduced.length; axis++) {
      if (reduced[axis] && shape.dim(axis) != 1) {
        if (to >= 0 && shape.elementCount(to, axis) != 1) {
          return null;
        }
        from = from < 0 ? axis : from;
        to = axis + 1;
      }
    }
    return from < 0 ? new AxisView(shape.elementCount(), 1, 1) : AxisView.of(shape, from, to);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    Shape shape = sizing.inputShape(0);
    boolean axesKnown = !axesAreInput || !sizing.hasInput(1) || sizing.constant(1) != null;
    boolean mayBeApart = shape.rank() > 2 && shape.elementCount() > 0;
    if (axesKnown && mayBeApart) {
      mayBeApart =
          together(shape, reduced(sizing, axesAreInput ? sizing.constant(1) : null)) == null;
    }
    return mayBeApart ? sizing.inputType(0).byteSize(shape.elementCount()) : 0;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape shape = binding.inputShape(0);
    boolean[] reduced =
        reduced(binding, axesAreInput && binding.hasInput(1) ? binding.input(1) : null);
    AxisView view = together(shape, reduced);
    Tensor in = binding.input(0);
    List<Task> tasks = new ArrayList<>();
    if (shape.elementCount() == 0) {
      view = new AxisView(binding.outputShape(0).elementCount(), 0, 1);
    } else if (view == null) {
      long kept = binding.outputShape(0).elementCount();
      view = new AxisView(kept, shape.elementCount() / kept, 1);
      tasks.add(gatherReduced(binding, shape, reduced));
      in = Tensor.of(in.type(), shape, binding.scratch());
    }
    tasks.add(
        binding
            .tier()
            .reductions()
            .reduce(
                op,
                in.type(),
                in.segment(),
                view.outer(),
                view.length(),
                view.inner(),
                binding.output(0).segment()));
    return tasks;
  }

  /** Copies the input to scratch with the reduced axes last. */
  private static Task gatherReduced(Binding binding, Shape shape, boolean[] reduced) {
    int rank = shape.rank();
    long[] dense = Strides.dense(shape);
    long[] dims = new long[rank];
    long[] strides = new long[rank];
    int next = 0;
    for (boolean wanted : new boolean[] {false, true}) {
      for (int axis = 0; axis < rank; axis++) {
        if (reduced[axis] == wanted) {
          dims[next] = shape.dim(axis);
          strides[next++] = dense[axis];
        }
      }
    }
    return binding
        .tier()
        .movement()
        .copy(
            Elements.bytes(binding.inputType(0)),
            dims,
            binding.input(0).segment(),
            0,
            strides,
            binding.scratch(),
            0,
            Strides.dense(Shape.of(dims)));
  }
}
