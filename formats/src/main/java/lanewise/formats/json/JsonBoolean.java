package lanewise.formats.json;

/**
 * {@code true} or {@code false}.
 *
 * @param value which of the two
 * @param source the file's name, for messages
 * @param byteOffset where the word begins
 */
public record JsonBoolean(boolean value, String source, long byteOffset) implements JsonValue {
  @Override
  public String kind() {
    return value ? "true" : "false";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonBoolean that && value == that.value;
  }

  @Override
  public int hashCode() {
    return Boolean.hashCode(value);
  }

  @Override
  public String toString() {
    return kind();
  }
}
