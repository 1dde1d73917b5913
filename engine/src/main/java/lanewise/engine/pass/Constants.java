package lanewise.engine.pass;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import lanewise.kernels.Tensor;

/** Reads constants that patterns ask for. */
final class Constants {
  /** Exported graphs round √2 and its kin to f32, some by way of f16. */
  private static final double RELATIVE_TOLERANCE = 1e-5;

  private Constants() {}

  /** The value of a floating-point tensor of one element, or NaN when it is anything else. */
  static double scalar(Tensor tensor) {
    if (tensor == null || tensor.elementCount() != 1) {
      return Double.NaN;
    }
    return switch (tensor.type()) {
      case FLOAT32 -> tensor.segment().get(JAVA_FLOAT_UNALIGNED, 0);
      case FLOAT64 -> tensor.segment().get(JAVA_DOUBLE_UNALIGNED, 0);
      default -> Double.NaN;
    };
  }

  /** Whether the tensor is one floating-point element of exactly this value. */
  static boolean isScalar(Tensor tensor, double value) {
    return scalar(tensor) == value;
  }

  /** Whether a number is meant to be {@code expected}; false for NaN. */
  static boolean isAbout(double value, double expected) {
    return Math.abs(value - expected) <= RELATIVE_TOLERANCE * Math.abs(expected);
  }
}
