package lanewise.formats.json;

import java.util.List;

/** An array. */
public final class JsonArray implements JsonValue {
  private final List<JsonValue> elements;
  private final String source;
  private final long byteOffset;

  /**
   * @param elements the elements; copied
   * @param source the file's name, for messages
   * @param byteOffset where the array begins
   */
  public JsonArray(List<JsonValue> elements, String source, long byteOffset) {
    this.elements = List.copyOf(elements);
    this.source = source;
    this.byteOffset = byteOffset;
  }

  /** The elements; can't be changed. */
  public List<JsonValue> elements() {
    return elements;
  }

  public int size() {
    return elements.size();
  }

  public JsonValue get(int index) {
    return elements.get(index);
  }

  @Override
  public String source() {
    return source;
  }

  @Override
  public long byteOffset() {
    return byteOffset;
  }

  @Override
  public String kind() {
    return "an array";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonArray that && elements.equals(that.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  /** The array as JSON text. */
  @Override
  public String toString() {
    return JsonWriter.toString(this);
  }
}
