package lanewise.kernels.scalar;

import java.lang.foreign.MemorySegment;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import lanewise.kernels.bounds.ElementwiseOperands;
import lanewise.kernels.task.BlockTask;
import lanewise.kernels.task.BroadcastTask;

/**
 * Elementwise kernels on every type, one element after the other, through {@code double} or {@code
 * long}.
 */
public final class ScalarElementwise implements Elementwise {
  @Override
  public Task unary(UnaryOp op, ElementType type, MemorySegment in, MemorySegment out, long count) {
    ElementwiseOperands.requireUnary(type, in, out, count);
    FloatAccess floats = FloatAccess.of(type);
    IntegerAccess integers = IntegerAccess.of(type);
    if (floats != null && floats.isArithmetic()) {
      DoubleUnaryOperator function = UnaryFunctions.onFloats(op);
      if (function != null) {
        return new BlockTask(count) {
          @Override
          protected void range(long start, long end) {
            for (long i = start; i < end; i++) {
              floats.store(out, i, function.applyAsDouble(floats.load(in, i)));
            }
          }
        };
      }
    } else if (integers != null && type.isPlain()) {
      LongUnaryOperator function = UnaryFunctions.onIntegers(op, integers);
      if (function != null) {
        return new BlockTask(count) {
          @Override
          protected void range(long start, long end) {
            for (long i = start; i < end; i++) {
              integers.store(out, i, function.applyAsLong(integers.load(in, i)));
            }
          }
        };
      }
    }
    throw unsupported(op, type);
  }

  @Override
  public Task binary(
      BinaryOp op,
      ElementType type,
      Broadcast broadcast,
      MemorySegment lhs,
      MemorySegment rhs,
      MemorySegment out) {
    ElementwiseOperands.requireBinary(op, type, broadcast, lhs, rhs, out);
    FloatAccess floats = FloatAccess.of(type);
    IntegerAccess integers = IntegerAccess.of(type);
    if (floats != null && floats.isArithmetic()) {
      DoubleBinaryOperator function = BinaryFunctions.onFloats(op);
      if (function != null) {
        return new FloatBinary(broadcast, floats, function, lhs, rhs, out);
      }
      BinaryFunctions.FloatPredicate predicate = BinaryFunctions.predicateOnFloats(op);
      if (predicate != null) {
        return new FloatCompare(broadcast, floats, predicate, lhs, rhs, out);
      }
    } else if (integers != null && type.isPlain()) {
      LongBinaryOperator function = BinaryFunctions.onIntegers(op, integers);
      if (function != null) {
        IntegerAccess result = op.isPredicate() ? IntegerAccess.BOOL : integers;
        return new IntegerBinary(broadcast, integers, result, function, lhs, rhs, out);
      }
    }
    throw unsupported(op, type);
  }

  @Override
  public Task select(
      ElementType type,
      Broadcast broadcast,
      MemorySegment condition,
      MemorySegment whenTrue,
      MemorySegment whenFalse,
      MemorySegment out) {
    ElementwiseOperands.requireSelect(type, broadcast, condition, whenTrue, whenFalse, out);
    IntegerAccess bits =
        switch (type.blockBytes()) {
          case 1 -> IntegerAccess.INT8;
          case 2 -> IntegerAccess.INT16;
          case 4 -> IntegerAccess.INT32;
          case 8 -> IntegerAccess.INT64;
          default -> throw new IllegalArgumentException("select has no kernel for " + type.label());
        };
    return new Select(broadcast, bits, condition, whenTrue, whenFalse, out);
  }

  @Override
  public Task cast(
      ElementType from,
      ElementType to,
      boolean saturate,
      MemorySegment in,
      MemorySegment out,
      long count) {
    ElementwiseOperands.requireCast(from, to, in, out, count);
    return Casts.bind(from, to, saturate, in, out, count);
  }

  private static IllegalArgumentException unsupported(Enum<?> op, ElementType type) {
    return new IllegalArgumentException(
        op + " has no kernel for " + type.label() + "; cast to a type that has one");
  }

  private static final class FloatBinary extends BroadcastTask {
    private final FloatAccess access;
    private final DoubleBinaryOperator function;
    private final MemorySegment lhs;
    private final MemorySegment rhs;
    private final MemorySegment out;
    private final long lhsStride;
    private final long rhsStride;

    FloatBinary(
        Broadcast broadcast,
        FloatAccess access,
        DoubleBinaryOperator function,
        MemorySegment lhs,
        MemorySegment rhs,
        MemorySegment out) {
      super(broadcast, 2);
      this.access = access;
      this.function = function;
      this.lhs = lhs;
      this.rhs = rhs;
      this.out = out;
      this.lhsStride = innerStride(broadcast, 0);
      this.rhsStride = innerStride(broadcast, 1);
    }

    @Override
    protected void innerRun(long to, long length, long left, long right, long unused) {
      for (long i = 0; i < length; i++) {
        double x = access.load(lhs, left + i * lhsStride);
        double y = access.load(rhs, right + i * rhsStride);
        access.store(out, to + i, function.applyAsDouble(x, y));
      }
    }
  }

  private static final class FloatCompare extends BroadcastTask {
    private final FloatAccess access;
    private final BinaryFunctions.FloatPredicate predicate;
    private final MemorySegment lhs;
    private final MemorySegment rhs;
    private final MemorySegment out;
    private final long lhsStride;
    private final long rhsStride;

    FloatCompare(
        Broadcast broadcast,
        FloatAccess access,
        BinaryFunctions.FloatPredicate predicate,
        MemorySegment lhs,
        MemorySegment rhs,
        MemorySegment out) {
      super(broadcast, 2);
      this.access = access;
      this.predicate = predicate;
      this.lhs = lhs;
      this.rhs = rhs;
      this.out = out;
      this.lhsStride = innerStride(broadcast, 0);
      this.rhsStride = innerStride(broadcast, 1);
    }

    @Override
    protected void innerRun(long to, long length, long left, long right, long unused) {
      for (long i = 0; i < length; i++) {
        double x = access.load(lhs, left + i * lhsStride);
        double y = access.load(rhs, right + i * rhsStride);
        IntegerAccess.BOOL.store(out, to + i, predicate.test(x, y) ? 1 : 0);
      }
    }
  }

  private static final class IntegerBinary extends BroadcastTask {
    private final IntegerAccess access;
    private final IntegerAccess result;
    private final LongBinaryOperator function;
    private final MemorySegment lhs;
    private final MemorySegment rhs;
    private final MemorySegment out;
    private final long lhsStride;
    private final long rhsStride;

    IntegerBinary(
        Broadcast broadcast,
        IntegerAccess access,
        IntegerAccess result,
        LongBinaryOperator function,
        MemorySegment lhs,
        MemorySegment rhs,
        MemorySegment out) {
      super(broadcast, 2);
      this.access = access;
      this.result = result;
      this.function = function;
      this.lhs = lhs;
      this.rhs = rhs;
      this.out = out;
      this.lhsStride = innerStride(broadcast, 0);
      this.rhsStride = innerStride(broadcast, 1);
    }

    @Override
    protected void innerRun(long to, long length, long left, long right, long unused) {
      for (long i = 0; i < length; i++) {
        long x = access.load(lhs, left + i * lhsStride);
        long y = access.load(rhs, right + i * rhsStride);
        result.store(out, to + i, function.applyAsLong(x, y));
      }
    }
  }

  private static final class Select extends BroadcastTask {
    private final IntegerAccess bits;
    private final MemorySegment condition;
    private final MemorySegment whenTrue;
    private final MemorySegment whenFalse;
    private final MemorySegment out;
    private final long conditionStride;
    private final long trueStride;
    private final long falseStride;

    Select(
        Broadcast broadcast,
        IntegerAccess bits,
        MemorySegment condition,
        MemorySegment whenTrue,
        MemorySegment whenFalse,
        MemorySegment out) {
      super(broadcast, 3);
      this.bits = bits;
      this.condition = condition;
      this.whenTrue = whenTrue;
      this.whenFalse = whenFalse;
      this.out = out;
      this.conditionStride = innerStride(broadcast, 0);
      this.trueStride = innerStride(broadcast, 1);
      this.falseStride = innerStride(broadcast, 2);
    }

    @Override
    protected void innerRun(long to, long length, long first, long second, long third) {
      for (long i = 0; i < length; i++) {
        boolean chosen = IntegerAccess.BOOL.load(condition, first + i * conditionStride) != 0;
        long value =
            chosen
                ? bits.load(whenTrue, second + i * trueStride)
                : bits.load(whenFalse, third + i * falseStride);
        bits.store(out, to + i, value);
      }
    }
  }
}
