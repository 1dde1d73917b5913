package lanewise.formats.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.ModelFormatException;

/**
 * Reads JSON from bytes, value by value, and builds nothing but what is asked for.
 *
 * <p>The caller walks the text: {@link #beginObject}, then {@link #hasNext} and {@link #nextName}
 * with one value each, then {@link #endObject}; arrays alike. A string or a name is also given as a
 * span of UTF-8 bytes ({@link #nextStringSpan}, {@link #nextNameSpan}, then {@link #spanBytes},
 * {@link #spanStart}, {@link #spanEnd}), with no {@code String} made of it. Duplicate names within
 * an object are found by {@link #nextValue} alone; who pulls names one at a time decides about
 * them.
 *
 * <p>Every method throws {@link ModelFormatException} where the text is not valid or holds another
 * kind of value than the one asked for. Not thread-safe; the bytes must not change while it reads.
 */
public final class JsonReader {
  /** No number that a format holds has more characters; it bounds the cost of exact arithmetic. */
  static final int MAX_NUMBER_LENGTH = 1024;

  private final byte[] bytes;
  private final int limit;
  private final String source;
  private final JsonLimits limits;
  private final JsonScanner scanner;

  /** For each open level: 0 is an array, 1 an object. */
  private final boolean[] inObject;

  private final boolean[] hasMembers;
  private int depth;
  private int position;

  /** Within an object: a name was read and its value is due. */
  private boolean valueDue;

  private boolean done;
  private JsonToken peeked;

  /**
   * @param bytes the whole text in UTF-8, without a byte order mark
   * @param source the file's name, for messages
   */
  public JsonReader(byte[] bytes, String source) {
    this(bytes, source, JsonLimits.DEFAULT);
  }

  /**
   * @param bytes the whole text in UTF-8, without a byte order mark
   * @param source the file's name, for messages
   * @param limits how long and how deep the text may be
   */
  public JsonReader(byte[] bytes, String source, JsonLimits limits) {
    this.bytes = bytes;
    this.limit = bytes.length;
    this.source = source;
    this.limits = limits;
    this.scanner = new JsonScanner(bytes, source);
    this.inObject = new boolean[limits.maxDepth()];
    this.hasMembers = new boolean[limits.maxDepth()];
    if (limit > limits.maxBytes()) {
      throw new ModelFormatException(
          source, 0, "JSON", "has " + limit + " bytes, allowed are " + limits.maxBytes());
    }
  }

  /** The file's name, as it was given. */
  public String source() {
    return source;
  }

  /** Where the next token begins. */
  public long byteOffset() {
    peek();
    return position;
  }

  /** What comes next; the reader does not move past it. */
  public JsonToken peek() {
    if (peeked == null) {
      peeked = findNext();
    }
    return peeked;
  }

  /** Whether the open object or array has a further member. */
  public boolean hasNext() {
    JsonToken next = peek();
    return next != JsonToken.END_OBJECT && next != JsonToken.END_ARRAY && next != JsonToken.END;
  }

  public void beginObject() {
    begin(JsonToken.BEGIN_OBJECT);
  }

  public void beginArray() {
    begin(JsonToken.BEGIN_ARRAY);
  }

  public void endObject() {
    end(JsonToken.END_OBJECT);
  }

  public void endArray() {
    end(JsonToken.END_ARRAY);
  }

  /** Reads the next member's name. */
  public String nextName() {
    nextNameSpan();
    return spanText();
  }

  /** Reads the next member's name as a span. */
  public void nextNameSpan() {
    expect(JsonToken.NAME);
    position = scanner.string(position);
    position = skipSpace(position);
    if (position >= limit || bytes[position] != ':') {
      throw found(position, "':' after a name");
    }
    position++;
    valueDue = true;
    peeked = null;
  }

  public String nextString() {
    nextStringSpan();
    return spanText();
  }

  /** Reads a string as a span. */
  public void nextStringSpan() {
    expect(JsonToken.STRING);
    position = scanner.string(position);
    valueDone();
  }

  /**
   * The bytes in which the last span lies: the text itself, or a buffer that the next span reuses.
   */
  public byte[] spanBytes() {
    return scanner.spanBytes();
  }

  /** The index of the last span's first byte. */
  public int spanStart() {
    return scanner.spanStart();
  }

  /** The index after the last span's last byte. */
  public int spanEnd() {
    return scanner.spanEnd();
  }

  /** Reads a number as it is written. */
  public JsonNumber nextNumber() {
    expect(JsonToken.NUMBER);
    int start = position;
    position = scanner.number(start);
    valueDone();
    return new JsonNumber(
        new String(bytes, start, position - start, StandardCharsets.ISO_8859_1), source, start);
  }

  /** Reads a number that is an integer and fits an {@code int}. */
  public int nextInt() {
    expect(JsonToken.NUMBER);
    int at = position;
    int value = 0;
    int digits = 0;
    // Nine digits can't overflow; anything longer, signed or fractional takes the exact way.
    while (at < limit && digits < 9 && bytes[at] >= '0' && bytes[at] <= '9') {
      value = value * 10 + (bytes[at] - '0');
      at++;
      digits++;
    }
    boolean plain = digits > 0 && (digits == 1 || bytes[position] != '0');
    if (plain && at < limit && (bytes[at] == ',' || bytes[at] == '}' || bytes[at] == '\n')) {
      position = at;
      valueDone();
      return value;
    }
    return nextNumber().intValue();
  }

  public boolean nextBoolean() {
    JsonToken next = peek();
    if (next != JsonToken.TRUE && next != JsonToken.FALSE) {
      throw wrong("true or false");
    }
    position = scanner.word(position, next == JsonToken.TRUE ? "true" : "false");
    valueDone();
    return next == JsonToken.TRUE;
  }

  public void nextNull() {
    expect(JsonToken.NULL);
    position = scanner.word(position, "null");
    valueDone();
  }

  /** Reads past the next value, checking it on the way. */
  public void skipValue() {
    int outer = depth;
    if (!hasNext()) {
      throw wrong("a value");
    }
    do {
      switch (peek()) {
        case BEGIN_OBJECT -> beginObject();
        case BEGIN_ARRAY -> beginArray();
        case END_OBJECT -> endObject();
        case END_ARRAY -> endArray();
        case NAME -> {
          nextNameSpan();
          continue;
        }
        case STRING -> nextStringSpan();
        case NUMBER -> {
          position = scanner.number(position);
          valueDone();
        }
        case TRUE, FALSE -> nextBoolean();
        case NULL -> nextNull();
        case END -> throw wrong("a value");
      }
    } while (depth > outer || valueDue);
  }

  /** Reads the next value as a tree; a name that comes twice in one object is rejected. */
  public JsonValue nextValue() {
    long start = byteOffset();
    return switch (peek()) {
      case BEGIN_OBJECT -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        beginObject();
        while (hasNext()) {
          long nameOffset = position;
          String name = nextName();
          if (members.put(name, nextValue()) != null) {
            throw new ModelFormatException(
                source, nameOffset, JsonValue.quote(name), "comes twice in one object");
          }
        }
        endObject();
        yield new JsonObject(members, source, start);
      }
      case BEGIN_ARRAY -> {
        List<JsonValue> elements = new ArrayList<>();
        beginArray();
        while (hasNext()) {
          elements.add(nextValue());
        }
        endArray();
        yield new JsonArray(elements, source, start);
      }
      case STRING -> new JsonString(nextString(), source, start);
      case NUMBER -> nextNumber();
      case TRUE, FALSE -> new JsonBoolean(nextBoolean(), source, start);
      case NULL -> {
        nextNull();
        yield new JsonNull(source, start);
      }
      case END_OBJECT, END_ARRAY, NAME, END -> throw wrong("a value");
    };
  }

  /** Checks that nothing but white space follows the value that was read. */
  public void end() {
    expect(JsonToken.END);
  }

  /** An error at the place of the next token, in the words of the format that is read. */
  public ModelFormatException error(String field, String problem) {
    return new ModelFormatException(source, position, field, problem);
  }

  private String spanText() {
    return new String(spanBytes(), spanStart(), spanEnd() - spanStart(), StandardCharsets.UTF_8);
  }

  private void begin(JsonToken token) {
    expect(token);
    if (depth == limits.maxDepth()) {
      throw error("JSON", "is nested deeper than the " + depth + " levels allowed");
    }
    inObject[depth] = token == JsonToken.BEGIN_OBJECT;
    hasMembers[depth] = false;
    depth++;
    position++;
    valueDue = false;
    peeked = null;
  }

  private void end(JsonToken token) {
    expect(token);
    position++;
    depth--;
    valueDone();
  }

  private void valueDone() {
    valueDue = false;
    peeked = null;
    if (depth == 0) {
      done = true;
    } else {
      hasMembers[depth - 1] = true;
    }
  }

  private void expect(JsonToken token) {
    if (peek() != token) {
      throw wrong(token.words());
    }
  }

  private ModelFormatException wrong(String expected) {
    return error("JSON", "found " + peek().words() + ", expected " + expected);
  }

  private ModelFormatException found(int at, String expected) {
    return scanner.found(at, expected);
  }

  private JsonToken findNext() {
    int at = skipSpace(position);
    position = at;
    if (done) {
      if (at < limit) {
        throw found(at, "the end of the text");
      }
      return JsonToken.END;
    }
    if (depth > 0 && !valueDue) {
      boolean object = inObject[depth - 1];
      if (at < limit && bytes[at] == (object ? '}' : ']')) {
        return object ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
      }
      if (hasMembers[depth - 1]) {
        if (at >= limit || bytes[at] != ',') {
          throw found(at, object ? "',' or '}'" : "',' or ']'");
        }
        at = skipSpace(at + 1);
        position = at;
        // The comma is taken: what follows must be a member.
        hasMembers[depth - 1] = false;
        if (at < limit && bytes[at] == (object ? '}' : ']')) {
          throw found(at, "a member after ','");
        }
      }
      if (object) {
        if (at >= limit || bytes[at] != '"') {
          throw found(at, "a name or '}'");
        }
        return JsonToken.NAME;
      }
    }
    if (at >= limit) {
      throw found(at, "a value");
    }
    return switch (bytes[at]) {
      case '{' -> JsonToken.BEGIN_OBJECT;
      case '[' -> JsonToken.BEGIN_ARRAY;
      case '"' -> JsonToken.STRING;
      case 't' -> JsonToken.TRUE;
      case 'f' -> JsonToken.FALSE;
      case 'n' -> JsonToken.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> JsonToken.NUMBER;
      default -> throw found(at, "a value");
    };
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < limit) {
      byte b = bytes[at];
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        break;
      }
      at++;
    }
    return at;
  }

  @Override
  public String toString() {
    return "JsonReader[" + source + " at " + position + ", " + Arrays.toString(inObject) + "]";
  }
}
