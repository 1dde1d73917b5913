package lanewise.formats.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonBoolean;
import lanewise.formats.json.JsonNull;
import lanewise.formats.json.JsonNumber;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonString;
import lanewise.formats.json.JsonValue;

/** What an expression gives. */
sealed interface Value {
  /** A name that stands for nothing, or a member that is not there. */
  record Undefined(String name) implements Value {}

  /** Python's {@code None}. */
  record None() implements Value {}

  record Bool(boolean value) implements Value {}

  /** A whole number; one that passes 64 bits is refused. */
  record Whole(long value) implements Value {}

  record Real(double value) implements Value {}

  /**
   * A string.
   *
   * @param safe whether the template has marked it as safe HTML: what is added to it by {@code +}
   *     is then escaped, as it is in Jinja2
   */
  record Text(String value, boolean safe) implements Value {
    Text(String value) {
      this(value, false);
    }
  }

  /** A list, or a tuple, which differs in how it is written. */
  record Sequence(List<Value> elements, boolean tuple) implements Value {}

  /** A dict, in the order in which its members came. */
  record Mapping(Map<Value, Value> members) implements Value {}

  /** What {@code namespace()} makes: the one thing whose members a template may set. */
  record Namespace(Map<String, Value> members) implements Value {}

  /** A macro, a method or a function. */
  record Function(String name, Body body) implements Value {}

  /**
   * What {@code loop} stands for inside of a loop.
   *
   * @param again what a call does where the loop is recursive, else null
   */
  record Loop(LoopState state, Body again) implements Value {}

  /** What a function does. */
  @FunctionalInterface
  interface Body {
    Value call(Arguments arguments);
  }

  static Value of(boolean value) {
    return value ? Values.TRUE : Values.FALSE;
  }

  static Value list(List<Value> elements) {
    return new Sequence(elements, false);
  }

  static Value tuple(Value... elements) {
    return new Sequence(List.of(elements), true);
  }

  /** A JSON value; numbers without fraction or exponent are whole. */
  static Value of(JsonValue json) {
    return switch (json) {
      case JsonNull _ -> Values.NONE;
      case JsonBoolean bool -> of(bool.value());
      case JsonString string -> new Text(string.value());
      case JsonNumber number -> of(number);
      case JsonArray array -> {
        List<Value> elements = new ArrayList<>(array.elements().size());
        for (JsonValue element : array.elements()) {
          elements.add(of(element));
        }
        yield list(elements);
      }
      case JsonObject object -> {
        Map<Value, Value> members = new LinkedHashMap<>();
        object.members().forEach((name, member) -> members.put(new Text(name), of(member)));
        yield new Mapping(members);
      }
    };
  }

  private static Value of(JsonNumber number) {
    String text = number.toString();
    boolean whole = text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
    return whole ? new Whole(number.longValue()) : new Real(number.doubleValue());
  }

  /** Python's truth: nothing, zero and whatever is empty are false. */
  default boolean isTrue() {
    return switch (this) {
      case Undefined _, None _ -> false;
      case Bool(boolean value) -> value;
      case Whole(long value) -> value != 0;
      case Real(double value) -> value != 0;
      case Text(String value, boolean _) -> !value.isEmpty();
      case Sequence(List<Value> elements, boolean _) -> !elements.isEmpty();
      case Mapping(Map<Value, Value> members) -> !members.isEmpty();
      case Namespace _, Function _, Loop _ -> true;
    };
  }

  /** The type's name, for messages. */
  default String kind() {
    return switch (this) {
      case Undefined(String name) -> "'" + name + "', which is undefined";
      case None _ -> "None";
      case Bool _ -> "a boolean";
      case Whole _ -> "an integer";
      case Real _ -> "a float";
      case Text _ -> "a string";
      case Sequence(List<Value> _, boolean tuple) -> tuple ? "a tuple" : "a list";
      case Mapping _ -> "a dict";
      case Namespace _ -> "a namespace";
      case Function(String name, Body _) -> "the function " + name;
      case Loop _ -> "the loop";
    };
  }
}
