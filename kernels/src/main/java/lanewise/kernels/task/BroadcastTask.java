package lanewise.kernels.task;

import lanewise.kernels.Broadcast;

/**
 * A task over the output elements of a broadcast, handed on as runs along the innermost axis, where
 * each operand moves by one stride.
 */
public abstract class BroadcastTask extends BlockTask {
  private final Broadcast broadcast;
  private final int operands;
  private final long inner;

  /** A task over {@code broadcast}, which has 2 or 3 operands. */
  protected BroadcastTask(Broadcast broadcast, int operands) {
    super(broadcast.shape().elementCount());
    this.broadcast = broadcast;
    this.operands = operands;
    this.inner = broadcast.dim(broadcast.rank() - 1);
  }

  /** Elements that an operand moves from one output element of a run to the next. */
  protected static long innerStride(Broadcast broadcast, int operand) {
    return broadcast.stride(operand, broadcast.rank() - 1);
  }

  /** Elements that an operand of this broadcast reaches over: one more than its last index. */
  public static long extent(Broadcast broadcast, int operand) {
    if (broadcast.shape().elementCount() == 0) {
      return 0;
    }
    long last = 0;
    for (int axis = 0; axis < broadcast.rank(); axis++) {
      last += (broadcast.dim(axis) - 1) * broadcast.stride(operand, axis);
    }
    return last + 1;
  }

  @Override
  protected final void range(long start, long end) {
    long position = start;
    while (position < end) {
      long column = position % inner;
      long row = position / inner;
      long length = Math.min(inner - column, end - position);
      innerRun(
          position,
          length,
          offset(0, row, column),
          offset(1, row, column),
          operands > 2 ? offset(2, row, column) : 0);
      position += length;
    }
  }

  private long offset(int operand, long row, long column) {
    int last = broadcast.rank() - 1;
    long offset = column * broadcast.stride(operand, last);
    long rest = row;
    for (int axis = last - 1; axis >= 0; axis--) {
      long dimension = broadcast.dim(axis);
      offset += rest % dimension * broadcast.stride(operand, axis);
      rest /= dimension;
    }
    return offset;
  }

  /**
   * Does {@code length} output elements from {@code out} on.
   *
   * @param first index of the first operand's first element, likewise {@code second}, {@code third}
   */
  protected abstract void innerRun(long out, long length, long first, long second, long third);
}
