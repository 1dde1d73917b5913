package lanewise.formats.template;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The functions that every template may call. */
final class Globals {
  /** As in Jinja's sandbox. */
  private static final int LONGEST_RANGE = 100_000;

  private Globals() {}

  static void define(Scope scope, ZonedDateTime now) {
    define(scope, "range", Globals::range);
    define(scope, "namespace", Globals::namespace);
    define(scope, "dict", arguments -> new Value.Mapping(members(arguments)));
    define(
        scope,
        "raise_exception",
        arguments -> {
          String message = PythonText.str(arguments.get(0, "message"), arguments.budget());
          throw arguments.budget().error(message);
        });
    define(
        scope,
        "strftime_now",
        arguments -> {
          arguments.allow("format");
          return TimeFormat.format(arguments.text(0, "format"), now, arguments.budget());
        });
  }

  private static void define(Scope scope, String name, Value.Body body) {
    scope.set(name, new Value.Function(name, body));
  }

  private static Value range(Arguments arguments) {
    arguments.allow("start", "stop", "step");
    boolean onlyStop = arguments.positional().size() == 1;
    long start = onlyStop ? 0 : arguments.whole(0, "start", 0);
    long stop = onlyStop ? arguments.whole(0, "stop", 0) : arguments.whole(1, "stop", 0);
    long step = arguments.whole(2, "step", 1);
    if (step == 0) {
      throw arguments.error("the step is 0");
    }
    double length = Math.ceil(((double) stop - start) / step);
    if (length > LONGEST_RANGE) {
      throw arguments.error("has more than " + LONGEST_RANGE + " elements");
    }
    int count = (int) Math.max(0, length);
    arguments.budget().steps(count);
    List<Value> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(new Value.Whole(start + i * step));
    }
    return Value.list(elements);
  }

  private static Value namespace(Arguments arguments) {
    Map<String, Value> members = new LinkedHashMap<>();
    for (Map.Entry<Value, Value> member : members(arguments).entrySet()) {
      members.put(PythonText.str(member.getKey(), arguments.budget()), member.getValue());
    }
    return new Value.Namespace(members);
  }

  /** The members of a dict or of pairs, if one is given, then what is given by name. */
  private static Map<Value, Value> members(Arguments arguments) {
    Map<Value, Value> members = new LinkedHashMap<>();
    for (Value given : arguments.positional()) {
      if (given instanceof Value.Mapping(Map<Value, Value> inside)) {
        arguments.budget().steps(inside.size());
        members.putAll(inside);
      } else {
        for (Value pair : Members.elements(given, arguments.budget())) {
          if (!(pair instanceof Value.Sequence(List<Value> both, boolean _)) || both.size() != 2) {
            throw arguments.error("found " + pair.kind() + ", expected pairs");
          }
          members.put(Comparisons.key(both.get(0), arguments.budget()), both.get(1));
        }
      }
    }
    arguments.named().forEach((name, value) -> members.put(new Value.Text(name), value));
    return members;
  }
}
