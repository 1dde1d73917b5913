package lanewise.formats.json;

/**
 * A string.
 *
 * @param value the text, its escapes resolved
 * @param source the file's name, for messages
 * @param byteOffset where the string begins
 */
public record JsonString(String value, String source, long byteOffset) implements JsonValue {
  @Override
  public String kind() {
    return "a string";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonString that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** The string as JSON text, quoted. */
  @Override
  public String toString() {
    return JsonWriter.toString(this);
  }
}
