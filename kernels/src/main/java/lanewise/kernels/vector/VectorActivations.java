package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanewise.kernels.Activation;

/** Activations of a run of adjacent elements; each has its own loop, so that it is compiled alone. */
final class VectorActivations {
  private VectorActivations() {}

  /** Applies an activation to {@code count} elements; {@code out} may be {@code in}. */
  static void apply(
      Activation activation,
      MemorySegment in,
      long inAt,
      MemorySegment out,
      long outAt,
      int count) {
    switch (activation) {
      case NONE -> MemorySegment.copy(in, inAt, out, outAt, (long) count * Float.BYTES);
      case RELU -> relu(in, inAt, out, outAt, count);
      case GELU_ERF -> geluErf(in, inAt, out, outAt, count);
      case GELU_TANH -> geluTanh(in, inAt, out, outAt, count);
      case SILU -> silu(in, inAt, out, outAt, count);
      case TANH -> tanh(in, inAt, out, outAt, count);
      case SIGMOID -> sigmoid(in, inAt, out, outAt, count);
    }
  }

  private static void relu(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.relu(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x = Lanes.loadFirst(in, inAt + at, count - i);
      Lanes.storeFirst(VectorMath.relu(x), out, outAt + at, count - i);
    }
  }

  private static void geluErf(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.geluErf(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x = Lanes.loadFirst(in, inAt + at, count - i);
      Lanes.storeFirst(VectorMath.geluErf(x), out, outAt + at, count - i);
    }
  }

  private static void tanh(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.tanh(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x = Lanes.loadFirst(in, inAt + at, count - i);
      Lanes.storeFirst(VectorMath.tanh(x), out, outAt + at, count - i);
    }
  }

  private static void sigmoid(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.sigmoid(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x = Lanes.loadFirst(in, inAt + at, count - i);
      Lanes.storeFirst(VectorMath.sigmoid(x), out, outAt + at, count - i);
    }
  }

  private static void silu(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.silu(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x = Lanes.loadFirst(in, inAt + at, count - i);
      Lanes.storeFirst(VectorMath.silu(x), out, outAt + at, count - i);
    }
  }

  private static void geluTanh(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.geluTanh(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      FloatVector x = Lanes.loadFirst(in, inAt + at, count - i);
      Lanes.storeFirst(VectorMath.geluTanh(x), out, outAt + at, count - i);
    }
  }
}
