package lanewise.engine.value;

import java.util.Optional;

/** A value that may be absent. */
public record OptionalValue(Optional<ModelValue> value) implements ModelValue {
  /** The absent value. */
  public static final OptionalValue EMPTY = new OptionalValue(Optional.empty());

  /** A value that is there. */
  public static OptionalValue of(ModelValue value) {
    return new OptionalValue(Optional.of(value));
  }

  @Override
  public String describe() {
    return value.isEmpty() ? "an empty optional" : "an optional " + value.get().describe();
  }
}
