package lanewise.engine.conformance;

import java.util.Optional;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Assertions;

/** {@link TensorComparison} as an assertion. */
final class TensorAssert {
  private TensorAssert() {}

  static void assertMatches(Tensor expected, Tensor actual, String what) {
    Optional<TensorComparison.Difference> difference =
        TensorComparison.difference(expected, actual);
    difference.ifPresent(found -> Assertions.fail(what + ": " + found));
  }
}
