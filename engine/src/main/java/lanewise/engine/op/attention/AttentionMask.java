package lanewise.engine.op.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** An additive mask that broadcasts to the scores [batch, heads, queries, keys]. */
final class AttentionMask {
  private AttentionMask() {}

  /** Scratch bytes that {@link #bind} needs: the kernel wants every key's own element. */
  static long scratchBytes(Shape mask, Sizes sizes) {
    return hasOneForAllKeys(mask, sizes)
        ? Math.multiplyExact(mask.elementCount(), (long) Float.BYTES * sizes.keys())
        : 0;
  }

  private static boolean hasOneForAllKeys(Shape mask, Sizes sizes) {
    return sizes.keys() != 1 && (mask.rank() == 0 || mask.dim(-1) == 1);
  }

  /** The mask as the kernel reads it; what must run before it is added to {@code tasks}. */
  static Mask bind(Tensor mask, Sizes sizes, MemorySegment scratch, List<Task> tasks) {
    boolean repeat = hasOneForAllKeys(mask.shape(), sizes);
    Mask bound = strided(mask, sizes, repeat ? scratch : mask.segment());
    if (repeat) {
      int rows = Math.toIntExact(mask.elementCount());
      tasks.add(new RepeatForKeys(mask.segment(), rows, sizes.keys(), scratch));
    }
    return bound;
  }

  private static Mask strided(Tensor mask, Sizes sizes, MemorySegment segment) {
    Shape shape = mask.shape();
    long[] scores = {sizes.batch(), sizes.heads(), sizes.queries(), sizes.keys()};
    long[] strides = new long[scores.length];
    boolean fits = shape.rank() <= scores.length && mask.type() == ElementType.FLOAT32;
    long stride = scores[3];
    for (int fromEnd = 1; fits && fromEnd <= shape.rank(); fromEnd++) {
      int axis = scores.length - fromEnd;
      long size = shape.dim(shape.rank() - fromEnd);
      fits = size == scores[axis] || size == 1;
      if (axis < 3) {
        strides[axis] = size == 1 ? 0 : stride;
        stride *= size;
      }
    }
    if (!fits) {
      throw new InvalidNodeException(
          "mask " + mask + " does not broadcast to scores " + Shape.of(scores));
    }
    return new Mask(segment, 0, strides[0], strides[1], strides[2]);
  }

  /** Writes each element of the mask once for every key. */
  private record RepeatForKeys(MemorySegment from, int rows, int keys, MemorySegment to)
      implements Task {
    @Override
    public int parts() {
      return rows;
    }

    @Override
    public void run(int part, int worker) {
      float value = from.getAtIndex(JAVA_FLOAT_UNALIGNED, part);
      for (long i = (long) part * keys; i < (part + 1L) * keys; i++) {
        to.setAtIndex(JAVA_FLOAT_UNALIGNED, i, value);
      }
    }
  }
}
