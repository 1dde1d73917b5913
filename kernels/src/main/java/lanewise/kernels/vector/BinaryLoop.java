package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Runs of a function of two elements, of which either may be one element for the whole run; each
 * has its own loop, so that it is compiled alone. Offsets count bytes.
 */
enum BinaryLoop {
  ADD {
    @Override
    int both(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.add(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int rhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector y = FloatVector.broadcast(Lanes.F32, rhs.get(JAVA_FLOAT_UNALIGNED, rhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        x.add(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int lhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector x = FloatVector.broadcast(Lanes.F32, lhs.get(JAVA_FLOAT_UNALIGNED, lhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.add(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    float apply(float x, float y) {
      return x + y;
    }
  },
  SUB {
    @Override
    int both(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.sub(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int rhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector y = FloatVector.broadcast(Lanes.F32, rhs.get(JAVA_FLOAT_UNALIGNED, rhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        x.sub(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int lhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector x = FloatVector.broadcast(Lanes.F32, lhs.get(JAVA_FLOAT_UNALIGNED, lhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.sub(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    float apply(float x, float y) {
      return x - y;
    }
  },
  MUL {
    @Override
    int both(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.mul(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int rhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector y = FloatVector.broadcast(Lanes.F32, rhs.get(JAVA_FLOAT_UNALIGNED, rhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        x.mul(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int lhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector x = FloatVector.broadcast(Lanes.F32, lhs.get(JAVA_FLOAT_UNALIGNED, lhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.mul(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    float apply(float x, float y) {
      return x * y;
    }
  },
  DIV {
    @Override
    int both(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.div(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int rhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector y = FloatVector.broadcast(Lanes.F32, rhs.get(JAVA_FLOAT_UNALIGNED, rhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        x.div(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int lhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector x = FloatVector.broadcast(Lanes.F32, lhs.get(JAVA_FLOAT_UNALIGNED, lhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.div(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    float apply(float x, float y) {
      return x / y;
    }
  },
  MIN {
    @Override
    int both(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.min(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int rhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector y = FloatVector.broadcast(Lanes.F32, rhs.get(JAVA_FLOAT_UNALIGNED, rhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        x.min(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int lhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector x = FloatVector.broadcast(Lanes.F32, lhs.get(JAVA_FLOAT_UNALIGNED, lhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.min(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    float apply(float x, float y) {
      return Math.min(x, y);
    }
  },
  MAX {
    @Override
    int both(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.max(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int rhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector y = FloatVector.broadcast(Lanes.F32, rhs.get(JAVA_FLOAT_UNALIGNED, rhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, lhs, lhsAt + at, LITTLE_ENDIAN);
        x.max(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    int lhsRepeats(
        MemorySegment lhs,
        long lhsAt,
        MemorySegment rhs,
        long rhsAt,
        MemorySegment out,
        long outAt,
        int count) {
      FloatVector x = FloatVector.broadcast(Lanes.F32, lhs.get(JAVA_FLOAT_UNALIGNED, lhsAt));
      int i = 0;
      for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector y = FloatVector.fromMemorySegment(F32, rhs, rhsAt + at, LITTLE_ENDIAN);
        x.max(y).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
      return i;
    }

    @Override
    float apply(float x, float y) {
      return Math.max(x, y);
    }
  };

  /** Computes whole vectors of two runs and returns how many elements that were. */
  abstract int both(
      MemorySegment lhs,
      long lhsAt,
      MemorySegment rhs,
      long rhsAt,
      MemorySegment out,
      long outAt,
      int count);

  /** As {@link #both} with one right-hand element. */
  abstract int rhsRepeats(
      MemorySegment lhs,
      long lhsAt,
      MemorySegment rhs,
      long rhsAt,
      MemorySegment out,
      long outAt,
      int count);

  /** As {@link #both} with one left-hand element. */
  abstract int lhsRepeats(
      MemorySegment lhs,
      long lhsAt,
      MemorySegment rhs,
      long rhsAt,
      MemorySegment out,
      long outAt,
      int count);

  /** The function of one pair. */
  abstract float apply(float x, float y);

  /** Computes a run; the strides are 0 or 1 and not both 0. */
  final void run(
      MemorySegment lhs,
      long lhsAt,
      int lhsStride,
      MemorySegment rhs,
      long rhsAt,
      int rhsStride,
      MemorySegment out,
      long outAt,
      int count) {
    int i = 0;
    if (count >= Lanes.COUNT) {
      if (lhsStride == 0) {
        i = lhsRepeats(lhs, lhsAt, rhs, rhsAt, out, outAt, count);
      } else if (rhsStride == 0) {
        i = rhsRepeats(lhs, lhsAt, rhs, rhsAt, out, outAt, count);
      } else {
        i = both(lhs, lhsAt, rhs, rhsAt, out, outAt, count);
      }
    }
    for (; i < count; i++) {
      float x = lhs.get(JAVA_FLOAT_UNALIGNED, lhsAt + (long) i * lhsStride * Float.BYTES);
      float y = rhs.get(JAVA_FLOAT_UNALIGNED, rhsAt + (long) i * rhsStride * Float.BYTES);
      out.set(JAVA_FLOAT_UNALIGNED, outAt + (long) i * Float.BYTES, apply(x, y));
    }
  }
}
