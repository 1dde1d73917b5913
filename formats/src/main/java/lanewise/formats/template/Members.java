package lanewise.formats.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code object.name}, {@code object[index]} and slices are, and what loops go over. */
final class Members {
  private Members() {}

  static Value member(Value object, String name, Budget budget) {
    if (object instanceof Value.Undefined(String what)) {
      throw budget.error("\"" + what + "\" is undefined, so it has no member \"" + name + "\"");
    }
    if (name.startsWith("__")) {
      throw budget.error("the member \"" + name + "\" is not open to templates");
    }
    Value found =
        switch (object) {
          case Value.Text(String text, boolean _) -> TextMethods.find(text, name);
          case Value.Sequence(List<Value> elements, boolean _) ->
              CollectionMethods.ofList(elements, name, budget);
          case Value.Mapping(Map<Value, Value> members) -> {
            Value method = CollectionMethods.ofDict(members, name, budget);
            yield method != null ? method : members.get(new Value.Text(name));
          }
          case Value.Namespace(Map<String, Value> members) -> members.get(name);
          case Value.Loop(LoopState state, Value.Body _) -> state.member(name);
          default -> null;
        };
    return found != null ? found : new Value.Undefined(name);
  }

  static Value item(Value object, Value index, Budget budget) {
    return switch (object) {
      case Value.Undefined(String what) ->
          throw budget.error("\"" + what + "\" is undefined, so it has no items");
      case Value.Mapping(Map<Value, Value> members) -> {
        Value found = members.get(Comparisons.key(index, budget));
        yield found != null ? found : named(object, index, budget);
      }
      case Value.Sequence(List<Value> elements, boolean _)
          when index instanceof Value.Whole(long at) -> {
        long from = at < 0 ? at + elements.size() : at;
        yield from >= 0 && from < elements.size()
            ? elements.get((int) from)
            : new Value.Undefined("element " + at);
      }
      case Value.Text(String text, boolean _) when index instanceof Value.Whole(long at) -> {
        budget.read(text.length());
        int length = text.codePointCount(0, text.length());
        long from = at < 0 ? at + length : at;
        yield from >= 0 && from < length
            ? new Value.Text(
                Character.toString(text.codePointAt(text.offsetByCodePoints(0, (int) from))))
            : new Value.Undefined("character " + at);
      }
      default -> named(object, index, budget);
    };
  }

  /** {@code object["name"]} finds what {@code object.name} does, where there is no such item. */
  private static Value named(Value object, Value index, Budget budget) {
    return index instanceof Value.Text(String name, boolean _)
        ? member(object, name, budget)
        : new Value.Undefined("an item of " + object.kind());
  }

  static Value slice(Value object, Long from, Long to, Long step, Budget budget) {
    long stride = step == null ? 1 : step;
    if (stride == 0) {
      throw budget.error("a slice's step is 0");
    }
    return switch (object) {
      case Value.Sequence(List<Value> elements, boolean tuple) -> {
        int[] indices = indices(elements.size(), from, to, stride, budget);
        List<Value> taken = new ArrayList<>(indices.length);
        for (int index : indices) {
          taken.add(elements.get(index));
        }
        yield new Value.Sequence(taken, tuple);
      }
      case Value.Text(String text, boolean _) -> {
        budget.read(text.length());
        int[] characters = text.codePoints().toArray();
        int[] indices = indices(characters.length, from, to, stride, budget);
        StringBuilder taken = new StringBuilder(indices.length);
        for (int index : indices) {
          taken.appendCodePoint(characters[index]);
        }
        yield new Value.Text(taken.toString());
      }
      default -> throw budget.error(object.kind() + " can't be sliced");
    };
  }

  private static int[] indices(int length, Long from, Long to, long step, Budget budget) {
    long least = step > 0 ? 0 : -1;
    long most = step > 0 ? length : length - 1L;
    long start = bound(from, length, least, most, step > 0 ? least : most);
    long end = bound(to, length, least, most, step > 0 ? most : least);
    long span = step > 0 ? end - start : start - end;
    long stride = Math.abs(Math.max(step, -Integer.MAX_VALUE));
    int count = (int) Math.max(0, Math.ceilDiv(span, stride));
    budget.steps(count);
    int[] indices = new int[count];
    for (int i = 0; i < count; i++) {
      indices[i] = (int) (start + i * step);
    }
    return indices;
  }

  private static long bound(Long given, int length, long least, long most, long otherwise) {
    if (given == null) {
      return otherwise;
    }
    return Math.clamp(given < 0 ? given + length : given, least, most);
  }

  /** What a loop or a filter goes over; a dict gives its keys, a string its characters. */
  static List<Value> elements(Value value, Budget budget) {
    List<Value> elements =
        switch (value) {
          case Value.Undefined _ -> List.of();
          case Value.Sequence(List<Value> inside, boolean _) -> inside;
          case Value.Mapping(Map<Value, Value> members) -> new ArrayList<>(members.keySet());
          case Value.Text(String text, boolean _) -> {
            budget.steps(text.length());
            List<Value> characters = new ArrayList<>(text.length());
            text.codePoints().forEach(c -> characters.add(new Value.Text(Character.toString(c))));
            yield characters;
          }
          default -> throw budget.error(value.kind() + " has no elements");
        };
    budget.steps(elements.size());
    return elements;
  }

  /**
   * What a path such as {@code function.name} or {@code 0} finds, step by step; where a step finds
   * nothing, {@code otherwise} stands for it unless that is null.
   */
  static Value path(Value object, String path, Value otherwise, Budget budget) {
    Value found = object;
    for (String part : path.split("\\.", -1)) {
      boolean number = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
      Value key =
          number && part.length() < 10
              ? new Value.Whole(Long.parseLong(part))
              : new Value.Text(part);
      found = item(found, key, budget);
      if (otherwise != null && found instanceof Value.Undefined) {
        found = otherwise;
      }
    }
    return found;
  }
}
