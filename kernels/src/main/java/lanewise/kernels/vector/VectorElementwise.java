package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import lanewise.kernels.bounds.ElementwiseOperands;

/** Elementwise kernels on vectors of f32 for the operations that models spend time in. */
public final class VectorElementwise implements Elementwise {
  private final Elementwise scalar;

  /** Kernels that hand what has no vector body to {@code scalar}. */
  public VectorElementwise(Elementwise scalar) {
    this.scalar = scalar;
  }

  @Override
  public Task unary(UnaryOp op, ElementType type, MemorySegment in, MemorySegment out, long count) {
    UnaryLoop loop = type == ElementType.FLOAT32 ? UnaryLoop.of(op) : null;
    if (loop == null) {
      return scalar.unary(op, type, in, out, count);
    }
    ElementwiseOperands.requireUnary(type, in, out, count);
    return new UnaryTask(loop, in, out, count);
  }

  @Override
  public Task binary(
      BinaryOp op,
      ElementType type,
      Broadcast broadcast,
      MemorySegment lhs,
      MemorySegment rhs,
      MemorySegment out) {
    if (type != ElementType.FLOAT32 || !BinaryTask.takes(op, broadcast)) {
      return scalar.binary(op, type, broadcast, lhs, rhs, out);
    }
    ElementwiseOperands.requireBinary(op, type, broadcast, lhs, rhs, out);
    return new BinaryTask(op, broadcast, lhs, rhs, out);
  }

  @Override
  public Task select(
      ElementType type,
      Broadcast broadcast,
      MemorySegment condition,
      MemorySegment whenTrue,
      MemorySegment whenFalse,
      MemorySegment out) {
    return scalar.select(type, broadcast, condition, whenTrue, whenFalse, out);
  }

  @Override
  public Task cast(
      ElementType from,
      ElementType to,
      boolean saturate,
      MemorySegment in,
      MemorySegment out,
      long count) {
    return scalar.cast(from, to, saturate, in, out, count);
  }
}
