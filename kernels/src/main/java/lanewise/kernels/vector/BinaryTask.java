package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.task.BroadcastTask;

/**
 * A function of two broadcast f32 operands that are adjacent or repeat along the innermost axis.
 */
final class BinaryTask extends BroadcastTask {
  private final BinaryLoop loop;
  private final MemorySegment lhs;
  private final MemorySegment rhs;
  private final MemorySegment out;
  private final int lhsStride;
  private final int rhsStride;

  BinaryTask(
      BinaryOp op, Broadcast broadcast, MemorySegment lhs, MemorySegment rhs, MemorySegment out) {
    super(broadcast, 2);
    this.loop = BinaryLoop.valueOf(op.name());
    this.lhs = lhs;
    this.rhs = rhs;
    this.out = out;
    this.lhsStride = (int) innerStride(broadcast, 0);
    this.rhsStride = (int) innerStride(broadcast, 1);
  }

  /** Whether there is a vector body for this operation on operands that lie so. */
  static boolean takes(BinaryOp op, Broadcast broadcast) {
    long lhsStride = innerStride(broadcast, 0);
    long rhsStride = innerStride(broadcast, 1);
    return switch (op) {
      case ADD, SUB, MUL, DIV, MIN, MAX ->
          lhsStride >= 0 && rhsStride >= 0 && Math.max(lhsStride, rhsStride) == 1;
      default -> false;
    };
  }

  @Override
  protected void innerRun(long to, long length, long left, long right, long unused) {
    loop.run(
        lhs,
        left * Float.BYTES,
        lhsStride,
        rhs,
        right * Float.BYTES,
        rhsStride,
        out,
        to * Float.BYTES,
        (int) length);
  }
}
