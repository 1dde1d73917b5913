package lanewise.kernels.scalar;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;

/** Conversions between any two real types. */
final class Casts {
  private Casts() {}

  static Task bind(
      ElementType from,
      ElementType to,
      boolean saturate,
      MemorySegment in,
      MemorySegment out,
      long count) {
    if (from == to) {
      return new Copy(from, in, out, count);
    }
    FloatAccess fromFloat = FloatAccess.of(from);
    FloatAccess toFloat = FloatAccess.of(to);
    IntegerAccess fromInteger = IntegerAccess.of(from);
    IntegerAccess toInteger = IntegerAccess.of(to);
    if (fromFloat != null && toFloat != null) {
      return new FloatToFloat(fromFloat, toFloat, saturate, in, out, count);
    }
    if (fromFloat != null && toInteger != null) {
      return new FloatToInteger(fromFloat, toInteger, in, out, count);
    }
    if (fromInteger != null && toFloat != null) {
      return new IntegerToFloat(fromInteger, toFloat, saturate, in, out, count);
    }
    if (fromInteger != null && toInteger != null) {
      return new IntegerToInteger(fromInteger, toInteger, in, out, count);
    }
    throw new IllegalArgumentException("no cast from " + from.label() + " to " + to.label());
  }

  private static final class Copy extends BlockTask {
    private final ElementType type;
    private final MemorySegment in;
    private final MemorySegment out;

    Copy(ElementType type, MemorySegment in, MemorySegment out, long count) {
      super(count);
      this.type = type;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      long at = type.byteSize(start);
      MemorySegment.copy(in, at, out, at, type.byteSize(end) - at);
    }
  }

  private static final class FloatToFloat extends BlockTask {
    private final FloatAccess from;
    private final FloatAccess to;
    private final boolean saturate;
    private final MemorySegment in;
    private final MemorySegment out;

    FloatToFloat(
        FloatAccess from,
        FloatAccess to,
        boolean saturate,
        MemorySegment in,
        MemorySegment out,
        long count) {
      super(count);
      this.from = from;
      this.to = to;
      this.saturate = saturate;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      if (saturate) {
        for (long i = start; i < end; i++) {
          to.store(out, i, from.load(in, i));
        }
      } else {
        for (long i = start; i < end; i++) {
          to.storeUnsaturated(out, i, from.load(in, i));
        }
      }
    }
  }

  private static final class FloatToInteger extends BlockTask {
    private final FloatAccess from;
    private final IntegerAccess to;
    private final MemorySegment in;
    private final MemorySegment out;

    FloatToInteger(
        FloatAccess from, IntegerAccess to, MemorySegment in, MemorySegment out, long count) {
      super(count);
      this.from = from;
      this.to = to;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        to.store(out, i, to.saturate(from.load(in, i)));
      }
    }
  }

  /** By way of f32, which is rounded to once; f64 takes the value as it is. */
  private static final class IntegerToFloat extends BlockTask {
    private final IntegerAccess from;
    private final FloatAccess to;
    private final boolean saturate;
    private final MemorySegment in;
    private final MemorySegment out;

    IntegerToFloat(
        IntegerAccess from,
        FloatAccess to,
        boolean saturate,
        MemorySegment in,
        MemorySegment out,
        long count) {
      super(count);
      this.from = from;
      this.to = to;
      this.saturate = saturate;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        long value = from.load(in, i);
        double converted = to == FloatAccess.FLOAT64 ? from.toDouble(value) : from.toFloat(value);
        if (saturate) {
          to.store(out, i, converted);
        } else {
          to.storeUnsaturated(out, i, converted);
        }
      }
    }
  }

  private static final class IntegerToInteger extends BlockTask {
    private final IntegerAccess from;
    private final IntegerAccess to;
    private final MemorySegment in;
    private final MemorySegment out;

    IntegerToInteger(
        IntegerAccess from, IntegerAccess to, MemorySegment in, MemorySegment out, long count) {
      super(count);
      this.from = from;
      this.to = to;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        to.store(out, i, from.load(in, i));
      }
    }
  }
}
