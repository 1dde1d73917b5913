package lanewise.formats.json;

/**
 * {@code null}.
 *
 * @param source the file's name, for messages
 * @param byteOffset where the word begins
 */
public record JsonNull(String source, long byteOffset) implements JsonValue {
  @Override
  public String kind() {
    return "null";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNull;
  }

  @Override
  public int hashCode() {
    return 0;
  }

  @Override
  public String toString() {
    return "null";
  }
}
