package lanewise.engine.op.quantization;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.natives.memory.NativeMemory;

/**
 * How the elements of a quantized tensor share scales: {@code [outer, channels, inner]}, one scale
 * a channel; or in blocks along an axis, one scale for each block and position beside the axis.
 *
 * @param blockLength elements of a block along the axis, 0 when there are no blocks
 */
record Channels(AxisView view, long blockLength) {
  static Channels of(Sizing sizing) {
    Shape shape = sizing.inputShape(0);
    Shape scale = sizing.inputShape(1);
    Attributes attributes = sizing.node().attributes();
    if (scale.elementCount() == 1 && scale.rank() <= 1) {
      return new Channels(new AxisView(1, 1, shape.elementCount()), 0);
    }
    int axis = Inference.axis(attributes.integer("axis", 1), shape.rank());
    AxisView view = AxisView.of(shape, axis);
    if (scale.rank() == 1) {
      if (scale.dim(0) != shape.dim(axis)) {
        throw new InvalidNodeException(
            "scale has " + scale.dim(0) + " elements, axis " + axis + " of " + shape + " has not");
      }
      return new Channels(view, 0);
    }
    return new Channels(view, blockLength(attributes, shape, scale, axis));
  }

  private static long blockLength(Attributes attributes, Shape shape, Shape scale, int axis) {
    if (scale.rank() != shape.rank()) {
      throw new InvalidNodeException("scale " + scale + " does not fit an input " + shape);
    }
    for (int i = 0; i < shape.rank(); i++) {
      if (i != axis && scale.dim(i) != shape.dim(i)) {
        throw new InvalidNodeException("scale " + scale + " does not fit an input " + shape);
      }
    }
    long length = shape.dim(axis);
    long blocks = scale.dim(axis);
    if (length == 0 && blocks == 0) {
      return 1;
    }
    if (blocks == 0) {
      throw new InvalidNodeException("scale " + scale + " has no blocks for " + shape);
    }
    long block = attributes.integer("block_size", 0);
    block = block == 0 ? length / blocks + (length % blocks == 0 ? 0 : 1) : block;
    if (block < 1 || length / block + (length % block == 0 ? 0 : 1) != blocks) {
      throw new InvalidNodeException(
          "blocks of " + block + " do not cut an axis of " + length + " into " + blocks);
    }
    return block;
  }

  boolean blocked() {
    return blockLength > 0;
  }

  /** The layout that the kernel sees: blocks become one channel an element. */
  AxisView kernelView() {
    return blocked() ? new AxisView(1, view.outer() * view.length() * view.inner(), 1) : view;
  }

  /** Copies {@code scale.length} values so that each element has one, for blocked layouts. */
  List<Task> spread(Binding binding, int elementBytes, MemorySegment in, MemorySegment out) {
    long inner = view.inner();
    long length = view.length();
    long blocks = length / blockLength + (length % blockLength == 0 ? 0 : 1);
    long whole = length / blockLength;
    List<Task> tasks = new ArrayList<>();
    for (boolean rest : new boolean[] {false, true}) {
      long first = rest ? whole : 0;
      long count = rest ? blocks - whole : whole;
      long repeat = rest ? length % blockLength : blockLength;
      if (count > 0 && repeat > 0) {
        tasks.add(
            binding
                .tier()
                .movement()
                .copy(
                    elementBytes,
                    new long[] {view.outer(), count, repeat, inner},
                    in,
                    first * inner * elementBytes,
                    new long[] {blocks * inner, inner, 0, 1},
                    out,
                    first * blockLength * inner * elementBytes,
                    new long[] {length * inner, blockLength * inner, inner, 1}));
      }
    }
    return tasks;
  }

  /** Hands out scratch memory piece by piece, or only counts it. */
  static final class Scratch {
    private final MemorySegment memory;
    private long used;

    /**
     * @param memory where pieces lie, or null to count them
     */
    Scratch(MemorySegment memory) {
      this.memory = memory;
    }

    MemorySegment take(ElementType type, long count) {
      long byteSize = type.byteSize(count);
      long start = used;
      used = Math.addExact(used, NativeMemory.roundUp(byteSize));
      return memory == null ? null : memory.asSlice(start, byteSize);
    }

    long used() {
      return used;
    }
  }
}
