package lanewise.engine.conformance;

import java.util.List;
import java.util.Optional;
import lanewise.engine.value.MapValue;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.OptionalValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;

/**
 * Compares values of any kind: tensors as {@link TensorComparison} does, all else must be equal.
 */
public final class ValueComparison {
  private ValueComparison() {}

  /** The first difference in words, or empty when the values agree. */
  public static Optional<String> difference(ModelValue expected, ModelValue found) {
    if (expected instanceof TensorValue a && found instanceof TensorValue b) {
      return TensorComparison.difference(a.tensor(), b.tensor())
          .map(TensorComparison.Difference::toString);
    }
    if (expected instanceof StringTensor a && found instanceof StringTensor b) {
      return a.equals(b)
          ? Optional.empty()
          : Optional.of("found " + b.elements() + b.shape() + ", expected " + a.elements());
    }
    if (expected instanceof SequenceValue a && found instanceof SequenceValue b) {
      return lists(a.values(), b.values());
    }
    if (expected instanceof MapValue a && found instanceof MapValue b) {
      return a.keys().equals(b.keys())
          ? lists(a.values(), b.values())
          : Optional.of("found keys " + b.keys() + ", expected " + a.keys());
    }
    if (expected instanceof OptionalValue a) {
      // Where a value is there, it need not say that it might not be.
      if (a.value().isPresent()) {
        ModelValue held = found instanceof OptionalValue b ? b.value().orElse(b) : found;
        return difference(a.value().get(), held);
      }
      if (found instanceof OptionalValue b && b.value().isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.of("found " + found.describe() + ", expected " + expected.describe());
  }

  private static Optional<String> lists(List<ModelValue> expected, List<ModelValue> found) {
    if (expected.size() != found.size()) {
      return Optional.of("found " + found.size() + " elements, expected " + expected.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<String> difference = difference(expected.get(i), found.get(i));
      if (difference.isPresent()) {
        return Optional.of("at " + i + ": " + difference.get());
      }
    }
    return Optional.empty();
  }
}
