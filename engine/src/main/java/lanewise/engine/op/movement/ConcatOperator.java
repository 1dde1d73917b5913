package lanewise.engine.op.movement;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ConcurrentTasks;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code Concat}. */
final class ConcatOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    int count = inference.inputCount();
    if (count == 0) {
      throw new InvalidNodeException("at least one input is needed");
    }
    int[] all = new int[count];
    List<Dim> first = null;
    for (int i = 0; i < count; i++) {
      all[i] = i;
      List<Dim> dims = inference.input(i).dims();
      first = first == null ? dims : first;
    }
    ElementType type = inference.commonType(all);
    if (first == null) {
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    int axis = Inference.axis(axis(inference.node()), first.size());
    List<Dim> out = new ArrayList<>(first);
    out.set(axis, Dim.of(0));
    for (int i = 0; i < count; i++) {
      join(inference, out, i, axis);
    }
    List<Dim> elements = first.size() == 1 ? elements(inference) : null;
    if (elements != null) {
      inference.outputElements(0, type, out, elements);
    } else {
      inference.output(0, type, out);
    }
  }

  private static long axis(lanewise.engine.graph.Node node) {
    if (!node.attributes().has("axis")) {
      throw new InvalidNodeException("attribute 'axis' is missing");
    }
    return node.attributes().integer("axis", 0);
  }

  private static void join(Inference inference, List<Dim> out, int input, int axis) {
    List<Dim> dims = inference.input(input).dims();
    if (dims == null) {
      out.set(axis, inference.unknown(0, axis));
      return;
    }
    if (dims.size() != out.size()) {
      throw new InvalidNodeException(
          "input " + input + " has shape " + dims + ", the first has rank " + out.size());
    }
    for (int i = 0; i < dims.size(); i++) {
      Dim dim = dims.get(i);
      Dim known = out.get(i);
      if (i == axis) {
        out.set(i, known.plus(dim));
      } else if (dim.isKnown() && known.isKnown() && !dim.equals(known)) {
        throw new InvalidNodeException(
            "input " + input + " has shape " + dims + ", axis " + i + " must be " + known);
      } else if (dim.isKnown()) {
        out.set(i, dim);
      }
    }
  }

  private static List<Dim> elements(Inference inference) {
    List<Dim> joined = new ArrayList<>();
    for (int i = 0; i < inference.inputCount(); i++) {
      List<Dim> elements = inference.elements(i);
      if (elements == null) {
        return null;
      }
      joined.addAll(elements);
    }
    return joined;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape out = binding.outputShape(0);
    int axis = Inference.axis(axis(binding.node()), out.rank());
    long outer = out.elementCount(0, axis);
    long outRow = out.elementCount(axis, out.rank());
    List<Task> copies = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < binding.node().inputs().size(); i++) {
      Shape in = binding.inputShape(i);
      long row = in.elementCount(axis, in.rank());
      if (outer > 0 && row > 0) {
        copies.add(
            StridedCopy.of(
                binding,
                new long[] {outer, row},
                binding.input(i),
                0,
                new long[] {row, 1},
                binding.output(0),
                offset,
                new long[] {outRow, 1}));
      }
      offset += row;
    }
    return copies.isEmpty() ? List.of() : List.of(ConcurrentTasks.of(copies));
  }
}
