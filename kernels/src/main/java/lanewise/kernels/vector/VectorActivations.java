package lanewise.kernels.vector;

import static lanewise.kernels.vector.Lanes.load;
import static lanewise.kernels.vector.Lanes.loadFirst;
import static lanewise.kernels.vector.Lanes.store;
import static lanewise.kernels.vector.Lanes.storeFirst;

import java.lang.foreign.MemorySegment;
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
      store(VectorMath.relu(load(in, inAt + at)), out, outAt + at);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      storeFirst(VectorMath.relu(loadFirst(in, inAt + at, count - i)), out, outAt + at, count - i);
    }
  }

  private static void geluErf(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      store(VectorMath.geluErf(load(in, inAt + at)), out, outAt + at);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      storeFirst(VectorMath.geluErf(loadFirst(in, inAt + at, count - i)), out, outAt + at, count - i);
    }
  }

  private static void geluTanh(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      store(VectorMath.geluTanh(load(in, inAt + at)), out, outAt + at);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      storeFirst(VectorMath.geluTanh(loadFirst(in, inAt + at, count - i)), out, outAt + at, count - i);
    }
  }

  private static void silu(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      store(VectorMath.silu(load(in, inAt + at)), out, outAt + at);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      storeFirst(VectorMath.silu(loadFirst(in, inAt + at, count - i)), out, outAt + at, count - i);
    }
  }

  private static void tanh(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      store(VectorMath.tanh(load(in, inAt + at)), out, outAt + at);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      storeFirst(VectorMath.tanh(loadFirst(in, inAt + at, count - i)), out, outAt + at, count - i);
    }
  }

  private static void sigmoid(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    int i = 0;
    for (; i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      store(VectorMath.sigmoid(load(in, inAt + at)), out, outAt + at);
    }
    if (i < count) {
      long at = (long) i * Float.BYTES;
      storeFirst(VectorMath.sigmoid(loadFirst(in, inAt + at, count - i)), out, outAt + at, count - i);
    }
  }
}
