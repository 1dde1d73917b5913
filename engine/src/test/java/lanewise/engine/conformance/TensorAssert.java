package lanewise.engine.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import lanewise.engine.op.Elements;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Assertions;

/** Compares tensors as ONNX's own test runner does. */
final class TensorAssert {
  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-7;

  private TensorAssert() {}

  /** Requires equal types and shapes, reals within 1e-3 of the expected, all else equal. */
  static void assertMatches(Tensor expected, Tensor actual, String what) {
    assertEquals(expected.type() + " " + expected.shape(), actual.type() + " " + actual.shape());
    switch (expected.type()) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> assertClose(expected, actual, what);
      default -> assertArrayEquals(expected.toByteArray(), actual.toByteArray(), what);
    }
  }

  private static void assertClose(Tensor expected, Tensor actual, String what) {
    ElementType type = expected.type();
    for (long i = 0; i < expected.elementCount(); i++) {
      double x = Elements.real(type, expected.segment(), i);
      double y = Elements.real(type, actual.segment(), i);
      boolean close = Double.compare(x, y) == 0 || x == y;
      if (!close && !(Math.abs(x - y) <= ABSOLUTE + RELATIVE * Math.abs(x))) {
        Assertions.fail(what + ": element " + i + " of " + actual + " is " + y + ", expected " + x);
      }
    }
  }
}
