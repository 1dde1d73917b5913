package lanewise.formats.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Filters of lists and dicts. */
final class SequenceFilters {
  private static final Set<String> NAMES =
      Set.of(
          "batch",
          "dictsort",
          "first",
          "groupby",
          "join",
          "last",
          "list",
          "map",
          "max",
          "min",
          "reject",
          "rejectattr",
          "reverse",
          "select",
          "selectattr",
          "slice",
          "sort",
          "sum",
          "unique");

  private SequenceFilters() {}

  static boolean exists(String name) {
    return NAMES.contains(name);
  }

  static Value apply(String name, Value input, Arguments arguments) {
    Budget budget = arguments.budget();
    if (!exists(name)) {
      throw budget.error("there is no filter named " + name);
    }
    if (name.equals("dictsort")) {
      return dictSort(input, arguments);
    }
    if (name.equals("reverse") && input instanceof Value.Text(String text, boolean _)) {
      budget.read(text.length());
      return new Value.Text(new StringBuilder(text).reverse().toString());
    }
    boolean lazy = name.equals("map") || name.startsWith("select") || name.startsWith("reject");
    List<Value> elements = lazy && !input.isTrue() ? List.of() : Members.elements(input, budget);
    return switch (name) {
      case "list" -> Value.list(new ArrayList<>(elements));
      case "first" ->
          elements.isEmpty() ? new Value.Undefined("the first element") : elements.getFirst();
      case "last" ->
          elements.isEmpty() ? new Value.Undefined("the last element") : elements.getLast();
      case "join" -> join(elements, arguments);
      case "reverse" -> Value.list(new ArrayList<>(elements.reversed()));
      case "sort" -> {
        arguments.allow("reverse", "case_sensitive", "attribute");
        yield Value.list(
            sorted(
                elements,
                arguments.text(2, "attribute", null),
                arguments.flag(1, "case_sensitive", false),
                arguments.flag(0, "reverse", false),
                budget));
      }
      case "unique" -> unique(elements, arguments);
      case "min" -> extreme(elements, arguments, false);
      case "max" -> extreme(elements, arguments, true);
      case "sum" -> sum(elements, arguments);
      case "map" -> map(elements, arguments);
      case "select" -> select(elements, arguments, null, true);
      case "reject" -> select(elements, arguments, null, false);
      case "selectattr" -> select(elements, rest(arguments), arguments.text(0, "attribute"), true);
      case "rejectattr" -> select(elements, rest(arguments), arguments.text(0, "attribute"), false);
      case "batch" -> batch(elements, arguments);
      case "slice" -> slice(elements, arguments);
      default -> groupBy(elements, arguments);
    };
  }

  /** The arguments behind the first. */
  private static Arguments rest(Arguments arguments) {
    List<Value> positional = arguments.positional();
    return new Arguments(
        arguments.budget(),
        arguments.callee(),
        positional.isEmpty() ? positional : positional.subList(1, positional.size()),
        arguments.named());
  }

  private static Value attribute(Value element, String attribute, Budget budget) {
    return attribute == null ? element : Members.path(element, attribute, null, budget);
  }

  private static Value join(List<Value> elements, Arguments arguments) {
    arguments.allow("d", "attribute");
    Budget budget = arguments.budget();
    String separator = PythonText.str(arguments.get(0, "d", Values.EMPTY), budget);
    String attribute = arguments.text(1, "attribute", null);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < elements.size(); i++) {
      String text = PythonText.str(attribute(elements.get(i), attribute, budget), budget);
      budget.grow(out.length(), (long) separator.length() + text.length());
      out.append(i == 0 ? "" : separator).append(text);
    }
    return new Value.Text(out.toString());
  }

  /** What an element is compared by: texts without their case, where that is wanted. */
  private static Value key(Value element, String attribute, boolean caseSensitive, Budget budget) {
    Value key = attribute(element, attribute, budget);
    if (!caseSensitive && key instanceof Value.Text(String text, boolean _)) {
      budget.read(text.length());
      return new Value.Text(text.toLowerCase(Locale.ROOT));
    }
    return key;
  }

  private record Keyed(Value key, Value element) {}

  private static List<Value> sorted(
      List<Value> elements,
      String attribute,
      boolean caseSensitive,
      boolean reverse,
      Budget budget) {
    List<Keyed> keyed = new ArrayList<>(elements.size());
    for (Value element : elements) {
      keyed.add(new Keyed(key(element, attribute, caseSensitive, budget), element));
    }
    Comparator<Keyed> order = (a, b) -> Comparisons.order(a.key(), b.key(), budget);
    keyed.sort(reverse ? order.reversed() : order);
    List<Value> sorted = new ArrayList<>(keyed.size());
    keyed.forEach(entry -> sorted.add(entry.element()));
    return sorted;
  }

  private static Value dictSort(Value input, Arguments arguments) {
    arguments.allow("case_sensitive", "by", "reverse");
    if (!(input instanceof Value.Mapping(Map<Value, Value> members))) {
      throw arguments.error("found " + input.kind() + ", expected a dict");
    }
    String by = arguments.text(1, "by", "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw arguments.error("by is key or value, not " + by);
    }
    Value pairs = CollectionMethods.items(members, arguments.budget());
    return Value.list(
        sorted(
            ((Value.Sequence) pairs).elements(),
            by.equals("key") ? "0" : "1",
            arguments.flag(0, "case_sensitive", false),
            arguments.flag(2, "reverse", false),
            arguments.budget()));
  }

  private static Value unique(List<Value> elements, Arguments arguments) {
    arguments.allow("case_sensitive", "attribute");
    Budget budget = arguments.budget();
    boolean caseSensitive = arguments.flag(0, "case_sensitive", false);
    String attribute = arguments.text(1, "attribute", null);
    List<Value> keys = new ArrayList<>();
    List<Value> unique = new ArrayList<>();
    for (Value element : elements) {
      Value key = key(element, attribute, caseSensitive, budget);
      if (!Comparisons.contains(Value.list(keys), key, budget)) {
        keys.add(key);
        unique.add(element);
      }
    }
    return Value.list(unique);
  }

  private static Value extreme(List<Value> elements, Arguments arguments, boolean largest) {
    arguments.allow("case_sensitive", "attribute");
    Budget budget = arguments.budget();
    boolean caseSensitive = arguments.flag(0, "case_sensitive", false);
    String attribute = arguments.text(1, "attribute", null);
    Value best = null;
    Value bestKey = null;
    for (Value element : elements) {
      Value key = key(element, attribute, caseSensitive, budget);
      int order = best == null ? -1 : Comparisons.order(key, bestKey, budget);
      if (best == null || (largest ? order > 0 : order < 0)) {
        best = element;
        bestKey = key;
      }
    }
    return best != null ? best : new Value.Undefined("an element of nothing");
  }

  private static Value sum(List<Value> elements, Arguments arguments) {
    arguments.allow("attribute", "start");
    String attribute = arguments.text(0, "attribute", null);
    Value sum = arguments.get(1, "start", new Value.Whole(0));
    for (Value element : elements) {
      Value value = attribute(element, attribute, arguments.budget());
      sum = Arithmetics.apply("+", sum, value, arguments.budget());
    }
    return sum;
  }

  private static Value map(List<Value> elements, Arguments arguments) {
    Budget budget = arguments.budget();
    List<Value> mapped = new ArrayList<>(elements.size());
    boolean byAttribute = arguments.named().containsKey("attribute");
    String name =
        byAttribute
            ? PythonText.str(arguments.named().get("attribute"), budget)
            : arguments.text(0, "filter");
    Value otherwise = arguments.named().get("default");
    budget.enter();
    for (Value element : elements) {
      if (byAttribute) {
        mapped.add(Members.path(element, name, otherwise, budget));
      } else {
        mapped.add(Filters.apply(name, element, rest(arguments)));
      }
    }
    budget.leave();
    return Value.list(mapped);
  }

  /** The elements for which a test, by default their truth, holds. */
  private static Value select(
      List<Value> elements, Arguments arguments, String attribute, boolean wanted) {
    Budget budget = arguments.budget();
    String test = arguments.positional().isEmpty() ? null : arguments.text(0, "test");
    List<Value> selected = new ArrayList<>();
    for (Value element : elements) {
      Value value = attribute(element, attribute, budget);
      boolean holds =
          test == null ? value.isTrue() : ValueTests.holds(test, value, rest(arguments));
      if (holds == wanted) {
        selected.add(element);
      }
    }
    return Value.list(selected);
  }

  private static Value batch(List<Value> elements, Arguments arguments) {
    arguments.allow("linecount", "fill_with");
    int size = Math.clamp(arguments.whole(0, "linecount", 0), 0, Integer.MAX_VALUE);
    if (size == 0) {
      throw arguments.error("linecount must be at least 1");
    }
    Value fill = arguments.get(1, "fill_with", Values.NONE);
    List<Value> batches = new ArrayList<>();
    for (int from = 0; from < elements.size(); from += size) {
      int to = (int) Math.min(elements.size(), (long) from + size);
      List<Value> batch = new ArrayList<>(elements.subList(from, to));
      if (!(fill instanceof Value.None)) {
        arguments.budget().steps(size);
        batch.addAll(Collections.nCopies(size - batch.size(), fill));
      }
      batches.add(Value.list(batch));
      if (to == elements.size()) {
        break;
      }
    }
    return Value.list(batches);
  }

  private static Value slice(List<Value> elements, Arguments arguments) {
    arguments.allow("slices", "fill_with");
    int count = Math.clamp(arguments.whole(0, "slices", 0), 0, Integer.MAX_VALUE);
    if (count == 0) {
      throw arguments.error("slices must be at least 1");
    }
    arguments.budget().steps(count);
    Value fill = arguments.get(1, "fill_with", Values.NONE);
    int each = elements.size() / count;
    int longer = elements.size() % count;
    List<Value> slices = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int to = from + each + (i < longer ? 1 : 0);
      List<Value> part = new ArrayList<>(elements.subList(from, to));
      if (!(fill instanceof Value.None) && i >= longer) {
        part.add(fill);
      }
      slices.add(Value.list(part));
      from = to;
    }
    return Value.list(slices);
  }

  private static Value groupBy(List<Value> elements, Arguments arguments) {
    arguments.allow("attribute", "default", "case_sensitive");
    Budget budget = arguments.budget();
    String attribute = PythonText.str(arguments.get(0, "attribute"), budget);
    boolean caseSensitive = arguments.flag(2, "case_sensitive", false);
    List<Value> groups = new ArrayList<>();
    List<Value> group = null;
    Value groupKey = null;
    for (Value element : sorted(elements, attribute, caseSensitive, false, budget)) {
      Value key = key(element, attribute, caseSensitive, budget);
      if (group == null || !Comparisons.equal(key, groupKey, budget)) {
        group = new ArrayList<>();
        groupKey = key;
        groups.add(Value.tuple(attribute(element, attribute, budget), Value.list(group)));
      }
      group.add(element);
    }
    return Value.list(groups);
  }
}
