package lanewise.engine.conformance;

import java.util.Optional;
import lanewise.engine.value.ModelValue;
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

  static void assertMatches(ModelValue expected, ModelValue actual, String what) {
    Optional<String> difference = ValueComparison.difference(expected, actual);
    difference.ifPresent(found -> Assertions.fail(what + ": " + found));
  }
}
