package lanewise.engine.value;

import java.util.List;

/**
 * Values by keys.
 *
 * @param keys {@link Long} or {@link String}, all of one kind, each once
 * @param values as many, in the keys' order
 */
public record MapValue(List<Object> keys, List<ModelValue> values) implements ModelValue {
  public MapValue {
    keys = List.copyOf(keys);
    values = List.copyOf(values);
    if (keys.size() != values.size()) {
      throw new IllegalArgumentException(keys.size() + " keys for " + values.size() + " values");
    }
    for (Object key : keys) {
      boolean allowed = key instanceof Long || key instanceof String;
      if (!allowed || key.getClass() != keys.getFirst().getClass()) {
        throw new IllegalArgumentException("keys must be all integers or all strings: " + keys);
      }
    }
  }

  @Override
  public String describe() {
    return "a map of " + keys.size();
  }
}
