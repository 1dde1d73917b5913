package lanewise.formats.json;

import lanewise.formats.ModelFormatException;

/**
 * A value of a JSON text, immutable and thread-safe. Values are equal when they are written alike;
 * where they came from does not count, nor does the order of an object's members.
 */
public sealed interface JsonValue
    permits JsonObject, JsonArray, JsonString, JsonNumber, JsonBoolean, JsonNull {

  /** The file's name, for messages. */
  String source();

  /** Where the value begins in its text. */
  long byteOffset();

  /** What kind of value this is, as a message names it: "a string". */
  String kind();

  /**
   * Reads a whole text as a tree.
   *
   * @param bytes the text in UTF-8
   * @param source the file's name, for messages
   * @throws ModelFormatException if it is not JSON or exceeds {@link JsonLimits#DEFAULT}
   */
  static JsonValue parse(byte[] bytes, String source) {
    return parse(bytes, source, JsonLimits.DEFAULT);
  }

  /**
   * Reads a whole text as a tree, within limits.
   *
   * @param bytes the text in UTF-8
   * @param source the file's name, for messages
   * @param limits how long and how deep the text may be
   * @throws ModelFormatException if it is not JSON or exceeds the limits
   */
  static JsonValue parse(byte[] bytes, String source, JsonLimits limits) {
    JsonReader reader = new JsonReader(bytes, source, limits);
    JsonValue value = reader.nextValue();
    reader.end();
    return value;
  }

  /** An error about this value. */
  default ModelFormatException error(String field, String problem) {
    return new ModelFormatException(source(), byteOffset(), field, problem);
  }

  /** The value as an object, or an error that names {@code field}. */
  default JsonObject asObject(String field) {
    if (this instanceof JsonObject object) {
      return object;
    }
    throw mismatch(field, "an object");
  }

  /** The value as an array, or an error that names {@code field}. */
  default JsonArray asArray(String field) {
    if (this instanceof JsonArray array) {
      return array;
    }
    throw mismatch(field, "an array");
  }

  /** The value as a string, or an error that names {@code field}. */
  default String asString(String field) {
    if (this instanceof JsonString string) {
      return string.value();
    }
    throw mismatch(field, "a string");
  }

  /** The value as a boolean, or an error that names {@code field}. */
  default boolean asBoolean(String field) {
    if (this instanceof JsonBoolean bool) {
      return bool.value();
    }
    throw mismatch(field, "true or false");
  }

  /** The value as a number, or an error that names {@code field}. */
  default JsonNumber asNumber(String field) {
    if (this instanceof JsonNumber number) {
      return number;
    }
    throw mismatch(field, "a number");
  }

  /** Whether this is {@code null}. */
  default boolean isNull() {
    return this instanceof JsonNull;
  }

  private ModelFormatException mismatch(String field, String expected) {
    return error(quote(field), "found " + kind() + ", expected " + expected);
  }

  /** A name as a message shows it: quoted, and cut when long. */
  static String quote(String name) {
    return '"' + (name.length() > 64 ? name.substring(0, 64) + "…" : name) + '"';
  }
}
