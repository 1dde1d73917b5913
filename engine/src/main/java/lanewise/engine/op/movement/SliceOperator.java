package lanewise.engine.op.movement;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Axes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/** ONNX {@code Slice}; what to cut is in attributes before version 10, in inputs from then on. */
final class SliceOperator implements Operator {
  /** Where a slice of an axis begins, how it goes on, and how many positions it has. */
  private record Range(long start, long step, long count) {
    static Range of(long start, long end, long step, long length) {
      if (step == 0) {
        throw new InvalidNodeException("a step is 0");
      }
      long from = start < 0 ? start + length : start;
      long to = end < 0 ? end + length : end;
      if (step > 0) {
        from = Math.clamp(from, 0, length);
        to = Math.clamp(to, 0, length);
        return new Range(from, step, from >= to ? 0 : (to - from - 1) / step + 1);
      }
      if (length == 0) {
        return new Range(0, 1, 0);
      }
      from = Math.clamp(from, 0, length - 1);
      to = Math.clamp(to, -1, length - 1);
      long count = from <= to ? 0 : (from - to - 1) / -Math.max(step, -Long.MAX_VALUE) + 1;
      return new Range(from, step, count);
    }
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    if (dims == null) {
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    boolean attributes = inference.node().version() < 10;
    List<Dim> starts = parameter(inference, "starts", 1, attributes);
    List<Dim> ends = parameter(inference, "ends", 2, attributes);
    long[] axes = axes(inference, attributes, starts);
    long[] steps = attributes ? null : inference.integers(4);
    boolean stepsUnknown = steps == null && !attributes && inference.hasInput(4);
    if (starts == null || ends == null || axes == null || stepsUnknown) {
      inference.outputOfRank(0, type, dims.size());
      return;
    }
    requireSameLength(starts.size(), ends.size(), axes, steps);
    int[] sliced = Axes.of(axes, dims.size());
    List<Dim> out = new ArrayList<>(dims);
    for (int i = 0; i < sliced.length; i++) {
      Dim cut = cut(dims.get(sliced[i]), starts.get(i), ends.get(i), steps == null ? 1 : steps[i]);
      out.set(sliced[i], cut == null ? inference.unknown(0, sliced[i]) : cut);
    }
    List<Dim> elements = inference.elements(0);
    if (elements == null || dims.size() != 1 || !out.getFirst().isKnown() || sliced.length != 1) {
      inference.output(0, type, out);
      return;
    }
    Range range =
        Range.of(
            starts.getFirst().value(),
            ends.getFirst().value(),
            steps == null ? 1 : steps[0],
            elements.size());
    List<Dim> kept = new ArrayList<>();
    for (long i = 0; i < range.count; i++) {
      kept.add(elements.get(Math.toIntExact(range.start + i * range.step)));
    }
    inference.outputElements(0, type, out, kept);
  }

  /** How long the slice is, or null when that is not known. */
  private static Dim cut(Dim length, Dim start, Dim end, long step) {
    if (length.isKnown() && start.isKnown() && end.isKnown()) {
      return Dim.of(Range.of(start.value(), end.value(), step, length.value()).count);
    }
    boolean fromStart = start.isKnown() && start.value() >= 0 && step == 1;
    if (fromStart && end.isKnown() && end.value() >= Integer.MAX_VALUE) {
      return length.minus(start);
    }
    if (start.is(0) && step == 1 && end.equals(length)) {
      return length;
    }
    return null;
  }

  private static List<Dim> parameter(
      Inference inference, String name, int input, boolean attributes) {
    if (!attributes) {
      inference.input(input);
      return inference.elements(input);
    }
    long[] values = inference.attributes().integers(name);
    if (values == null) {
      throw new InvalidNodeException("attribute '" + name + "' is missing");
    }
    List<Dim> dims = new ArrayList<>();
    for (long value : values) {
      dims.add(Dim.of(value));
    }
    return dims;
  }

  private static long[] axes(Inference inference, boolean attributes, List<Dim> starts) {
    long[] axes = attributes ? inference.attributes().integers("axes") : inference.integers(3);
    boolean absent = attributes || !inference.hasInput(3);
    return axes == null && absent && starts != null ? Axes.all(starts.size()) : axes;
  }

  private static void requireSameLength(int starts, int ends, long[] axes, long[] steps) {
    if (starts != ends || starts != axes.length || (steps != null && steps.length != starts)) {
      throw new InvalidNodeException(
          starts + " starts, " + ends + " ends and " + axes.length + " axes do not match");
    }
  }

  @Override
  public List<Task> bind(Binding binding) {
    Node node = binding.node();
    boolean attributes = node.version() < 10;
    Shape in = binding.inputShape(0);
    long[] starts = attributes ? node.attributes().integers("starts") : Integers.read(binding, 1);
    long[] ends = attributes ? node.attributes().integers("ends") : Integers.read(binding, 2);
    long[] axes = attributes ? node.attributes().integers("axes") : Integers.read(binding, 3);
    long[] steps = attributes ? null : Integers.read(binding, 4);
    int[] sliced = Axes.of(axes == null ? Axes.all(starts.length) : axes, in.rank());
    long[] inStrides = Strides.dense(in);
    long offset = 0;
    Shape out = binding.outputShape(0);
    for (int i = 0; i < sliced.length; i++) {
      int axis = sliced[i];
      Range range = Range.of(starts[i], ends[i], steps == null ? 1 : steps[i], in.dim(axis));
      offset += range.start * inStrides[axis];
      inStrides[axis] = range.count <= 1 ? 0 : Math.multiplyExact(inStrides[axis], range.step);
    }
    if (out.elementCount() == 0) {
      return List.of();
    }
    return List.of(
        StridedCopy.of(
            binding,
            out.dimensions(),
            binding.input(0),
            offset,
            inStrides,
            binding.output(0),
            0,
            Strides.dense(out)));
  }
}
