package lanewise.engine.op.shape;

import static lanewise.engine.op.OperatorVersions.since;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Axes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.CopyTask;
import lanewise.engine.op.Dims;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.engine.op.PassedOn;
import lanewise.engine.op.ValueOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** Operators whose output is their input's memory under another shape. */
final class ViewOperators {
  private ViewOperators() {}

  /** What {@code name} means in ONNX, or null. */
  static OperatorVersions find(String name) {
    return switch (name) {
      case "Identity" -> since(1, new Identity());
      case "Reshape" -> since(5, new Reshape());
      case "Flatten" -> since(1, new Flatten());
      case "Squeeze" -> since(1, new Squeeze());
      case "Unsqueeze" -> since(1, new Unsqueeze());
      default -> null;
    };
  }

  private abstract static class View implements Operator {
    @Override
    public final int viewedInput() {
      return 0;
    }

    @Override
    public final List<Task> bind(Binding binding) {
      return CopyTask.of(binding.input(0), binding.output(0));
    }

    /** The input's elements pass through where they are tracked. */
    static void output(Inference inference, List<Dim> dims) {
      ElementType type = inference.input(0).type();
      List<Dim> elements = inference.elements(0);
      if (elements != null && dims.size() <= 1) {
        inference.outputElements(0, type, dims, elements);
      } else {
        inference.output(0, type, dims);
      }
    }
  }

  private static final class Identity extends View {
    @Override
    public void infer(Inference inference) {
      inference.outputSame(0, 0);
    }

    @Override
    public ValueOperator onValues(Node node) {
      return new PassedOn();
    }
  }

  private static final class Reshape extends View {
    @Override
    public void infer(Inference inference) {
      List<Dim> target = inference.elements(1);
      if (target == null) {
        inferUnknown(inference);
        return;
      }
      boolean allowZero = inference.attributes().integer("allowzero", 0) != 0;
      List<Dim> unknown = new ArrayList<>();
      for (int axis = 0; axis < target.size(); axis++) {
        unknown.add(inference.unknown(0, axis));
      }
      output(inference, ReshapeRule.resolve(inference.input(0).dims(), target, allowZero, unknown));
    }

    private static void inferUnknown(Inference inference) {
      List<Dim> shape = inference.input(1).dims();
      if (inference.constant(1) != null) {
        throw new InvalidNodeException(
            "the shape must be a list of i64, found " + inference.constant(1));
      }
      boolean rankKnown = shape != null && shape.size() == 1 && shape.getFirst().isKnown();
      long rank = rankKnown ? shape.getFirst().value() : -1;
      if (rank > 64) {
        throw new InvalidNodeException("a shape of " + rank + " dimensions is not supported");
      }
      inference.outputOfRank(0, inference.input(0).type(), (int) rank);
    }
  }

  private static final class Flatten extends View {
    @Override
    public void infer(Inference inference) {
      List<Dim> dims = inference.input(0).dims();
      if (dims == null) {
        inference.outputOfRank(0, inference.input(0).type(), 2);
        return;
      }
      int rank = dims.size();
      long axis = inference.attributes().integer("axis", 1);
      int split = axis == rank ? rank : Inference.axis(axis, Math.max(rank, 1));
      output(inference, List.of(Dims.product(dims, 0, split), Dims.product(dims, split, rank)));
    }
  }

  /** Axes as an attribute, or as an input from version 13 on; null when absent or not yet known. */
  private static long[] axes(Inference inference) {
    return inference.hasInput(1) ? inference.integers(1) : inference.attributes().integers("axes");
  }

  private static final class Squeeze extends View {
    @Override
    public void infer(Inference inference) {
      List<Dim> dims = inference.input(0).dims();
      long[] axes = axes(inference);
      if (dims == null || (axes == null && inference.hasInput(1))) {
        inference.output(0, inference.input(0).type(), (List<Dim>) null);
        return;
      }
      List<Dim> out = new ArrayList<>();
      boolean[] removed = axes == null ? null : Axes.marked(axes, dims.size());
      for (int axis = 0; axis < dims.size(); axis++) {
        Dim dim = dims.get(axis);
        if (removed == null && !dim.isKnown()) {
          inference.output(0, inference.input(0).type(), (List<Dim>) null);
          return;
        }
        boolean listed = removed == null ? dim.is(1) : removed[axis];
        if (listed && dim.isKnown() && !dim.is(1)) {
          throw new InvalidNodeException("axis " + axis + " of " + dims + " is not 1");
        }
        if (!listed) {
          out.add(dim);
        }
      }
      output(inference, out);
    }
  }

  private static final class Unsqueeze extends View {
    @Override
    public void infer(Inference inference) {
      List<Dim> dims = inference.input(0).dims();
      long[] axes = axes(inference);
      if (axes == null && !inference.hasInput(1)) {
        throw new InvalidNodeException("axes are missing");
      }
      if (dims == null || axes == null) {
        inference.output(0, inference.input(0).type(), (List<Dim>) null);
        return;
      }
      int rank = dims.size() + axes.length;
      boolean[] added = Axes.marked(axes, rank);
      List<Dim> out = new ArrayList<>(rank);
      int next = 0;
      for (int axis = 0; axis < rank; axis++) {
        out.add(added[axis] ? Dim.of(1) : dims.get(next++));
      }
      output(inference, out);
    }
  }
}
