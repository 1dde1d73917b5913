package lanewise.engine.op.reduction;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** ONNX {@code TopK}; among equal elements the one with the lower index comes first. */
final class TopKOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    if (dims == null) {
      inference.output(0, type, (List<Dim>) null);
      inference.output(1, ElementType.INT64, (List<Dim>) null);
      return;
    }
    Attributes attributes = inference.attributes();
    int axis = Inference.axis(attributes.integer("axis", -1), dims.size());
    Dim k = k(inference);
    for (int i = 0; i < 2; i++) {
      List<Dim> out = new ArrayList<>(dims);
      out.set(axis, k == null ? inference.unknown(i, axis) : k);
      inference.output(i, i == 0 ? type : ElementType.INT64, out);
    }
    Dim length = dims.get(axis);
    if (k != null && k.isKnown()) {
      boolean tooMany = length.isKnown() && k.value() > length.value();
      if (k.value() < 0 || tooMany) {
        throw new InvalidNodeException("k is " + k + ", the axis has " + length + " elements");
      }
    }
  }

  private static Dim k(Inference inference) {
    if (inference.node().version() < 10) {
      return Dim.of(inference.attributes().integer("k", -1));
    }
    inference.input(1);
    List<Dim> elements = inference.elements(1);
    if (elements != null && elements.size() != 1) {
      throw new InvalidNodeException("k must be one i64, found " + elements.size());
    }
    return elements == null ? null : elements.getFirst();
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    return Math.multiplyExact(Long.BYTES, sizing.inputShape(0).elementCount());
  }

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    int axis = Inference.axis(attributes.integer("axis", -1), binding.inputShape(0).rank());
    if (!binding.hasOutput(0) && !binding.hasOutput(1)) {
      return List.of();
    }
    return List.of(
        new Select(
            Elements.requireNumber(binding.inputType(0)),
            attributes.integer("largest", 1) != 0,
            AxisView.of(binding.inputShape(0), axis),
            binding.outputShape(binding.hasOutput(0) ? 0 : 1).intDim(axis),
            binding.input(0).segment(),
            binding.hasOutput(0) ? binding.output(0).segment() : null,
            binding.hasOutput(1) ? binding.output(1).segment() : null,
            binding.scratch()));
  }

  /**
   * Keeps, for each run along the axis, a heap of the k best seen, the worst at its root; then
   * sorts it. The heap lies in scratch memory, k indices a run.
   */
  private record Select(
      ElementType type,
      boolean largest,
      AxisView view,
      int k,
      MemorySegment in,
      MemorySegment values,
      MemorySegment indices,
      MemorySegment scratch)
      implements Task {
    @Override
    public int parts() {
      return k == 0 ? 0 : Math.toIntExact(view.lanes());
    }

    @Override
    public void run(int lane, int worker) {
      long heap = (long) lane * k;
      long start = view.start(lane);
      for (int i = 0; i < k; i++) {
        set(heap, i, i);
      }
      for (int i = k / 2 - 1; i >= 0; i--) {
        siftDown(heap, start, i, k);
      }
      for (long i = k; i < view.length(); i++) {
        if (isBefore(start, i, get(heap, 0))) {
          set(heap, 0, i);
          siftDown(heap, start, 0, k);
        }
      }
      for (int size = k - 1; size > 0; size--) {
        long worst = get(heap, 0);
        set(heap, 0, get(heap, size));
        set(heap, size, worst);
        siftDown(heap, start, 0, size);
      }
      long out = lane / view.inner() * k * view.inner() + lane % view.inner();
      for (int i = 0; i < k; i++) {
        long index = get(heap, i);
        long to = out + i * view.inner();
        long from = start + index * view.inner();
        if (values != null) {
          Elements.copy(type.blockBytes(), in, from, values, to);
        }
        if (indices != null) {
          indices.setAtIndex(JAVA_LONG_UNALIGNED, to, index);
        }
      }
    }

    private long get(long heap, int position) {
      return scratch.getAtIndex(JAVA_LONG_UNALIGNED, heap + position);
    }

    private void set(long heap, int position, long index) {
      scratch.setAtIndex(JAVA_LONG_UNALIGNED, heap + position, index);
    }

    private void siftDown(long heap, long start, int from, int size) {
      int parent = from;
      while (true) {
        int child = 2 * parent + 1;
        if (child >= size) {
          return;
        }
        if (child + 1 < size && isBefore(start, get(heap, child), get(heap, child + 1))) {
          child++;
        }
        long above = get(heap, parent);
        long below = get(heap, child);
        if (!isBefore(start, above, below)) {
          return;
        }
        set(heap, parent, below);
        set(heap, child, above);
        parent = child;
      }
    }

    /** Whether element {@code x} of the run comes before element {@code y}. */
    private boolean isBefore(long start, long x, long y) {
      int order = Elements.compare(type, in, start + x * view.inner(), start + y * view.inner());
      if (order == 0) {
        return x < y;
      }
      return largest ? order > 0 : order < 0;
    }
  }
}
