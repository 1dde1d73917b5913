package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanewise.kernels.Activation;

/**
 * Activations of adjacent elements, whole vectors of them; each has its own loop, so that it is
 * compiled alone.
 */
final class VectorActivations {
  private VectorActivations() {}

  /**
   * Applies an activation to {@code count} elements, rounded up to whole vectors, which must lie in
   * both segments; {@code out} may be {@code in}.
   */
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
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.relu(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }

  private static void geluErf(
      MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.geluErf(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }

  private static void tanh(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.tanh(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }

  private static void sigmoid(
      MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.sigmoid(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }

  private static void silu(MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.silu(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }

  private static void geluTanh(
      MemorySegment in, long inAt, MemorySegment out, long outAt, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      long at = (long) i * Float.BYTES;
      FloatVector x = fromMemorySegment(F32, in, inAt + at, LITTLE_ENDIAN);
      VectorMath.geluTanh(x).intoMemorySegment(out, outAt + at, LITTLE_ENDIAN);
    }
  }
}
