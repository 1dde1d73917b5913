package lanewise.opencl.kernel;

import lanewise.kernels.ElementType;
import lanewise.kernels.device.DeviceUnsupportedException;
import lanewise.opencl.driver.DeviceContext;

/** What kinds of elements kernels ask for. */
final class ElementKinds {
  private ElementKinds() {}

  /** Whether arithmetic is done on this type of float, rather than only conversion. */
  static boolean isArithmeticFloat(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  /** Whether it is an integer or boolean with an address of its own. */
  static boolean isPlainInteger(ElementType type) {
    return type == ElementType.BOOL || type.isInteger() && type.isPlain();
  }

  static boolean isSigned(ElementType type) {
    return switch (type) {
      case INT8, INT16, INT32, INT64 -> true;
      default -> false;
    };
  }

  /** Whether elements are numbers or truth values that can be converted one by one. */
  static boolean isReal(ElementType type) {
    return type.isFloat() || type.isInteger() || type == ElementType.BOOL;
  }

  /** Requires a device that computes in f64. */
  static void requireDoubles(DeviceContext context, String what) {
    if (!context.info().doubles()) {
      throw new DeviceUnsupportedException(
          what + " needs f64, which " + context.info().name() + " has not");
    }
  }
}
