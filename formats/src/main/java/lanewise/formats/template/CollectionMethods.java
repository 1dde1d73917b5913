package lanewise.formats.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The methods of Python's lists and dicts that change nothing; the others are refused. */
final class CollectionMethods {
  private CollectionMethods() {}

  /** The method of this name, or null. */
  static Value ofList(List<Value> elements, String name, Budget budget) {
    Value.Body body =
        switch (name) {
          case "index" -> arguments -> index(elements, arguments);
          case "count" ->
              arguments -> {
                Value wanted = arguments.get(0, "value");
                long count = 0;
                for (Value element : elements) {
                  count += Comparisons.equal(element, wanted, arguments.budget()) ? 1 : 0;
                }
                return new Value.Whole(count);
              };
          case "copy" -> arguments -> Value.list(new ArrayList<>(elements));
          case "append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse" ->
              throw refused("list", name, budget);
          default -> null;
        };
    return body == null ? null : new Value.Function("list." + name, body);
  }

  private static Value index(List<Value> elements, Arguments arguments) {
    Value wanted = arguments.get(0, "value");
    for (int i = 0; i < elements.size(); i++) {
      if (Comparisons.equal(elements.get(i), wanted, arguments.budget())) {
        return new Value.Whole(i);
      }
    }
    throw arguments.error("the list has no such element");
  }

  private static TemplateException refused(String type, String name, Budget budget) {
    return budget.error(
        type
            + "."
            + name
            + " would change a "
            + type
            + ", which templates may not; use a namespace or + instead");
  }

  /** The method of this name, or null. */
  static Value ofDict(Map<Value, Value> members, String name, Budget budget) {
    Value.Body body =
        switch (name) {
          case "items" -> arguments -> items(members, arguments.budget());
          case "keys" ->
              arguments -> {
                arguments.budget().steps(members.size());
                return Value.list(new ArrayList<>(members.keySet()));
              };
          case "values" ->
              arguments -> {
                arguments.budget().steps(members.size());
                return Value.list(new ArrayList<>(members.values()));
              };
          case "get" ->
              arguments -> {
                arguments.allow("key", "default");
                Value key = Comparisons.key(arguments.get(0, "key"), arguments.budget());
                Value found = members.get(key);
                return found != null ? found : arguments.get(1, "default", Values.NONE);
              };
          case "copy" ->
              arguments -> {
                arguments.budget().steps(members.size());
                return new Value.Mapping(new LinkedHashMap<>(members));
              };
          case "pop", "popitem", "update", "setdefault", "clear" ->
              arguments -> {
                throw refused("dict", name, arguments.budget());
              };
          default -> null;
        };
    return body == null ? null : new Value.Function("dict." + name, body);
  }

  /** A dict's members as pairs. */
  static Value items(Map<Value, Value> members, Budget budget) {
    budget.steps(members.size());
    List<Value> pairs = new ArrayList<>(members.size());
    members.forEach((key, value) -> pairs.add(Value.tuple(key, value)));
    return Value.list(pairs);
  }
}
