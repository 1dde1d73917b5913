package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanewise.kernels.UnaryOp;

/**
 * Functions of one element that have a vector body; each has its own loop, so that it is compiled
 * alone.
 */
enum UnaryLoop {
  RELU {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      ActivationLoop.RELU.apply(in, inAt, out, outAt, count);
    }
  },
  GELU_ERF {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      ActivationLoop.GELU_ERF.apply(in, inAt, out, outAt, count);
    }
  },
  GELU_TANH {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      ActivationLoop.GELU_TANH.apply(in, inAt, out, outAt, count);
    }
  },
  SILU {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      ActivationLoop.SILU.apply(in, inAt, out, outAt, count);
    }
  },
  TANH {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      ActivationLoop.TANH.apply(in, inAt, out, outAt, count);
    }
  },
  SIGMOID {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      ActivationLoop.SIGMOID.apply(in, inAt, out, outAt, count);
    }
  },
  ABS {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        x.abs().intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },
  NEG {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        x.neg().intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },
  SQRT {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        x.sqrt().intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },
  RECIPROCAL {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      for (int i = 0; i < count; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = FloatVector.fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
        FloatVector.broadcast(F32, 1f).div(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
      }
    }
  },
  EXP {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      Exponential.apply(in, inAt, out, outAt, count);
    }
  },
  ERF {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      ErrorFunction.apply(in, inAt, out, outAt, count);
    }
  },
  LOG {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      Logarithm.apply(in, inAt, out, outAt, count);
    }
  },
  SIN {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      Sine.apply(in, inAt, out, outAt, count);
    }
  },
  COS {
    @Override
    void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
      Cosine.apply(in, inAt, out, outAt, count);
    }
  };

  /** The loop of an operation, or null if it has none. */
  static UnaryLoop of(UnaryOp op) {
    for (UnaryLoop loop : values()) {
      if (loop.name().equals(op.name())) {
        return loop;
      }
    }
    return null;
  }

  /** Computes {@code count} elements, a multiple of the lanes; {@code out} may be {@code in}. */
  abstract void apply(MemorySegment in, long inAt, MemorySegment out, long outAt, int count);
}
