package lanewise.formats.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/**
 * Writes JSON text, compact, to anything that takes characters.
 *
 * <p>Calls follow the text: {@link #beginObject}, then {@link #name} and a value each, then {@link
 * #endObject}. Anything else than ASCII is written as it is, but control characters and halves of
 * surrogate pairs, which are escaped. A call out of order is an {@link IllegalStateException}, a
 * number that JSON can't hold (NaN, infinite) an {@link IllegalArgumentException}; what the target
 * throws comes as {@link UncheckedIOException}. Not thread-safe.
 */
public final class JsonWriter {
  private static final int MAX_DEPTH = 512;

  private final Appendable out;
  private final boolean[] inObject = new boolean[MAX_DEPTH];
  private final boolean[] hasMembers = new boolean[MAX_DEPTH];
  private int depth;
  private boolean named;
  private boolean done;

  /** Writes to {@code out}, which stays the caller's to flush and close. */
  public JsonWriter(Appendable out) {
    this.out = out;
  }

  /** The value as compact JSON text. */
  public static String toString(JsonValue value) {
    StringBuilder text = new StringBuilder();
    new JsonWriter(text).value(value);
    return text.toString();
  }

  public JsonWriter beginObject() {
    return begin(true);
  }

  public JsonWriter endObject() {
    return end(true);
  }

  public JsonWriter beginArray() {
    return begin(false);
  }

  public JsonWriter endArray() {
    return end(false);
  }

  /** Writes a member's name; its value comes next. */
  public JsonWriter name(String name) {
    if (depth == 0 || !inObject[depth - 1] || named) {
      throw new IllegalStateException("a name is not allowed here: " + JsonValue.quote(name));
    }
    comma();
    quoted(name);
    append(":");
    named = true;
    return this;
  }

  public JsonWriter value(String value) {
    before();
    quoted(value);
    return after();
  }

  public JsonWriter value(long value) {
    return raw(Long.toString(value));
  }

  /** Writes the shortest text that reads back as the same {@code float}. */
  public JsonWriter value(float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no number " + value);
    }
    return raw(Float.toString(value));
  }

  /** Writes the shortest text that reads back as the same {@code double}. */
  public JsonWriter value(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("JSON has no number " + value);
    }
    return raw(Double.toString(value));
  }

  public JsonWriter value(boolean value) {
    return raw(value ? "true" : "false");
  }

  public JsonWriter nullValue() {
    return raw("null");
  }

  /** Writes a whole tree. */
  public JsonWriter value(JsonValue value) {
    switch (value) {
      case JsonObject object -> {
        beginObject();
        for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
          name(member.getKey()).value(member.getValue());
        }
        endObject();
      }
      case JsonArray array -> {
        beginArray();
        array.elements().forEach(this::value);
        endArray();
      }
      case JsonString string -> value(string.value());
      case JsonNumber number -> raw(number.text());
      case JsonBoolean bool -> value(bool.value());
      case JsonNull _ -> nullValue();
    }
    return this;
  }

  private JsonWriter raw(String text) {
    before();
    append(text);
    return after();
  }

  private JsonWriter begin(boolean object) {
    before();
    if (depth == MAX_DEPTH) {
      throw new IllegalStateException("nested deeper than " + MAX_DEPTH + " levels");
    }
    append(object ? "{" : "[");
    inObject[depth] = object;
    hasMembers[depth] = false;
    depth++;
    return this;
  }

  private JsonWriter end(boolean object) {
    if (depth == 0 || inObject[depth - 1] != object || named) {
      throw new IllegalStateException(
          "there is no " + (object ? "object" : "array") + " to end here");
    }
    depth--;
    append(object ? "}" : "]");
    return after();
  }

  private void before() {
    if (done || (depth > 0 && inObject[depth - 1] && !named)) {
      throw new IllegalStateException("a value is not allowed here");
    }
    if (!named && depth > 0) {
      comma();
    }
    named = false;
  }

  private JsonWriter after() {
    done = depth == 0;
    return this;
  }

  private void comma() {
    if (hasMembers[depth - 1]) {
      append(",");
    }
    hasMembers[depth - 1] = true;
  }

  private void quoted(String text) {
    append("\"");
    int written = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        append(text, written, i);
        append(escape(c));
        written = i + 1;
      }
    }
    append(text, written, text.length());
    append("\"");
  }

  private static String escape(char c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      case '\b' -> "\\b";
      case '\f' -> "\\f";
      default -> String.format(Locale.ROOT, "\\u%04x", (int) c);
    };
  }

  private void append(String text) {
    append(text, 0, text.length());
  }

  private void append(String text, int start, int end) {
    try {
      out.append(text, start, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
