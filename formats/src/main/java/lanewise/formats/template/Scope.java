package lanewise.formats.template;

import java.util.HashMap;
import java.util.Map;

/** Names and what they stand for, inside of the scope around. Not thread-safe. */
final class Scope {
  private final Scope outer;
  private final Map<String, Value> values = new HashMap<>();

  Scope(Scope outer) {
    this.outer = outer;
  }

  Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.values.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Value.Undefined(name);
  }

  void set(String name, Value value) {
    values.put(name, value);
  }
}
