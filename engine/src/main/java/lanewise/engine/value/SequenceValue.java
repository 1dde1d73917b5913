package lanewise.engine.value;

import java.util.List;

/** Values of one kind, in order. */
public record SequenceValue(List<ModelValue> values) implements ModelValue {
  public SequenceValue {
    values = List.copyOf(values);
  }

  @Override
  public String describe() {
    return "a sequence of " + values.size();
  }
}
