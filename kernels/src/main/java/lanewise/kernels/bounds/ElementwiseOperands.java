package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.task.BroadcastTask;

/** Checks of elementwise operands, the same for every tier. */
public final class ElementwiseOperands {
  private ElementwiseOperands() {}

  /** Requires {@code count} elements of {@code type} in both segments. */
  public static void requireUnary(
      ElementType type, MemorySegment in, MemorySegment out, long count) {
    Bounds.requireElements("in", in, type, count);
    Bounds.requireElements("out", out, type, count);
  }

  /** Requires the elements that a broadcast of two operands reads and writes. */
  public static void requireBinary(
      BinaryOp op,
      ElementType type,
      Broadcast broadcast,
      MemorySegment lhs,
      MemorySegment rhs,
      MemorySegment out) {
    ElementType result = op.isPredicate() ? ElementType.BOOL : type;
    Bounds.requireElements("lhs", lhs, type, BroadcastTask.extent(broadcast, 0));
    Bounds.requireElements("rhs", rhs, type, BroadcastTask.extent(broadcast, 1));
    Bounds.requireElements("out", out, result, broadcast.shape().elementCount());
  }

  /** Requires the elements that a broadcast of a condition and two operands reads and writes. */
  public static void requireSelect(
      ElementType type,
      Broadcast broadcast,
      MemorySegment condition,
      MemorySegment whenTrue,
      MemorySegment whenFalse,
      MemorySegment out) {
    if (!type.isPlain()) {
      throw new IllegalArgumentException("select has no kernel for " + type.label());
    }
    Bounds.requireElements(
        "condition", condition, ElementType.BOOL, BroadcastTask.extent(broadcast, 0));
    Bounds.requireElements("whenTrue", whenTrue, type, BroadcastTask.extent(broadcast, 1));
    Bounds.requireElements("whenFalse", whenFalse, type, BroadcastTask.extent(broadcast, 2));
    Bounds.requireElements("out", out, type, broadcast.shape().elementCount());
  }

  /** Requires {@code count} elements of either type. */
  public static void requireCast(
      ElementType from, ElementType to, MemorySegment in, MemorySegment out, long count) {
    Bounds.requireElements("in", in, from, count);
    Bounds.requireElements("out", out, to, count);
  }
}
