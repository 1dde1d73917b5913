package lanewise.formats.template;

import java.util.List;
import java.util.Map;

/**
 * What a function, filter or test is called with.
 *
 * @param budget of the rendering that calls
 * @param callee its name, for messages
 */
record Arguments(Budget budget, String callee, List<Value> positional, Map<String, Value> named) {

  TemplateException error(String problem) {
    return budget.error(callee + ": " + problem);
  }

  /** Refuses arguments beyond those of these names, in this order. */
  void allow(String... names) {
    if (positional.size() > names.length) {
      throw error("takes " + names.length + " arguments, found " + positional.size());
    }
    for (String name : named.keySet()) {
      int index = List.of(names).indexOf(name);
      if (index < 0) {
        throw error("has no argument named " + name);
      }
      if (index < positional.size()) {
        throw error("got the argument " + name + " twice");
      }
    }
  }

  boolean has(int index, String name) {
    return index < positional.size() || named.containsKey(name);
  }

  Value get(int index, String name, Value otherwise) {
    return index < positional.size() ? positional.get(index) : named.getOrDefault(name, otherwise);
  }

  Value get(int index, String name) {
    Value value = get(index, name, null);
    if (value == null) {
      throw error("needs the argument " + name);
    }
    return value;
  }

  String text(int index, String name) {
    return text(get(index, name), name);
  }

  String text(int index, String name, String otherwise) {
    Value value = get(index, name, Values.NONE);
    return value instanceof Value.None ? otherwise : text(value, name);
  }

  private String text(Value value, String name) {
    if (value instanceof Value.Text(String text, boolean _)) {
      return text;
    }
    throw error(name + " is " + value.kind() + ", expected is a string");
  }

  long whole(int index, String name, long otherwise) {
    Value value = get(index, name, Values.NONE);
    return switch (value) {
      case Value.None _ -> otherwise;
      case Value.Whole(long number) -> number;
      case Value.Bool(boolean flag) -> flag ? 1 : 0;
      default -> throw error(name + " is " + value.kind() + ", expected is an integer");
    };
  }

  boolean flag(int index, String name, boolean otherwise) {
    Value value = get(index, name, null);
    return value == null ? otherwise : value.isTrue();
  }
}
