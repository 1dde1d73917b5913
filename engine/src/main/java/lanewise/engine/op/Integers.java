package lanewise.engine.op;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.kernels.Tensor;

/** Reads integer tensors that say how an operator works, such as axes and shapes. */
public final class Integers {
  private Integers() {}

  /** The integers of an input that decides a shape, so that it is there at binding. */
  public static long[] read(Binding binding, int index) {
    return binding.hasInput(index) ? read(binding.input(index)) : null;
  }

  /** All elements of an {@code i32} or {@code i64} tensor. */
  public static long[] read(Tensor tensor) {
    int count = Math.toIntExact(tensor.elementCount());
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (tensor.type()) {
            case INT64 -> tensor.segment().getAtIndex(JAVA_LONG_UNALIGNED, i);
            case INT32 -> tensor.segment().getAtIndex(JAVA_INT_UNALIGNED, i);
            default -> throw new InvalidNodeException("expected i32 or i64, found " + tensor);
          };
    }
    return values;
  }
}
