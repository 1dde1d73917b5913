package lanewise.engine.op.movement;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ConcurrentTasks;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code Split}. */
final class SplitOperator implements Operator {
  /** The parts' lengths as given, or null when they are to be equal or not known yet. */
  private static long[] given(Node node, long[] input) {
    return input != null ? input : node.attributes().integers("split");
  }

  /** Equal parts, the last one shorter where the axis does not divide. */
  private static long[] equalParts(Node node, long length, int outputs) {
    long count = node.attributes().integer("num_outputs", outputs);
    if (count != outputs) {
      throw new InvalidNodeException(
          "num_outputs is " + count + ", the node has " + outputs + " outputs");
    }
    if (node.version() < 18 && length % outputs != 0) {
      throw new InvalidNodeException(
          "an axis of " + length + " cannot be split into " + outputs + " equal parts");
    }
    long part = length / outputs + (length % outputs == 0 ? 0 : 1);
    long[] parts = new long[outputs];
    long left = length;
    for (int i = 0; i < outputs; i++) {
      parts[i] = Math.min(part, left);
      left -= parts[i];
    }
    return parts;
  }

  private static void requireParts(long[] parts, int outputs, Dim length) {
    if (parts.length != outputs) {
      throw new InvalidNodeException(
          "split lists " + parts.length + " parts, the node has " + outputs + " outputs");
    }
    long sum = 0;
    for (long part : parts) {
      if (part < 0) {
        throw new InvalidNodeException("negative length in split " + Arrays.toString(parts));
      }
      sum = Math.addExact(sum, part);
    }
    if (length.isKnown() && length.value() != sum) {
      throw new InvalidNodeException(
          "split " + Arrays.toString(parts) + " does not sum up to the axis of " + length);
    }
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    int outputs = inference.outputCount();
    if (dims == null || outputs == 0) {
      for (int i = 0; i < outputs; i++) {
        inference.output(i, type, (List<Dim>) null);
      }
      return;
    }
    Node node = inference.node();
    int axis = Inference.axis(node.attributes().integer("axis", 0), dims.size());
    Dim length = dims.get(axis);
    long[] parts = given(node, inference.integers(1));
    if (parts == null && !inference.hasInput(1) && length.isKnown()) {
      parts = equalParts(node, length.value(), outputs);
    }
    if (parts != null) {
      requireParts(parts, outputs, length);
    }
    for (int i = 0; i < outputs; i++) {
      List<Dim> out = new ArrayList<>(dims);
      out.set(axis, parts == null ? inference.unknown(i, axis) : Dim.of(parts[i]));
      inference.output(i, type, out);
    }
  }

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape in = binding.inputShape(0);
    int axis = Inference.axis(binding.node().attributes().integer("axis", 0), in.rank());
    int outputs = binding.node().outputs().size();
    long[] parts = given(binding.node(), lanewise.engine.op.Integers.read(binding, 1));
    if (parts == null) {
      parts = equalParts(binding.node(), in.dim(axis), outputs);
    }
    long outer = in.elementCount(0, axis);
    long inRow = in.elementCount(axis, in.rank());
    long inner = in.elementCount(axis + 1, in.rank());
    List<Task> copies = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < outputs; i++) {
      long row = parts[i] * inner;
      if (binding.hasOutput(i) && outer > 0 && row > 0) {
        copies.add(
            StridedCopy.of(
                binding,
                new long[] {outer, row},
                binding.input(0),
                offset,
                new long[] {inRow, 1},
                binding.output(i),
                0,
                new long[] {row, 1}));
      }
      offset += row;
    }
    return copies.isEmpty() ? List.of() : List.of(ConcurrentTasks.of(copies));
  }
}
