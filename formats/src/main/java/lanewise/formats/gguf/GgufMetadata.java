package lanewise.formats.gguf;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.formats.ModelFormatException;

/**
 * What a file says of its model, by key, in the file's order. Immutable and thread-safe; it lives
 * as long as the file is mapped.
 *
 * <p>A method that names a key which is not there throws {@link ModelFormatException}, and so does
 * one whose value is of another type or out of bounds; those that take a default ask for less.
 */
public final class GgufMetadata {
  private final String source;
  private final Map<String, GgufValue> values;

  GgufMetadata(String source, Map<String, GgufValue> values) {
    this.source = source;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** The file's name, for messages. */
  public String source() {
    return source;
  }

  /** All values, in the file's order. */
  public Collection<GgufValue> values() {
    return values.values();
  }

  public boolean has(String key) {
    return values.containsKey(key);
  }

  public Optional<GgufValue> find(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of a key that must be there. */
  public GgufValue get(String key) {
    GgufValue value = values.get(key);
    if (value == null) {
      throw new ModelFormatException(
          source, ModelFormatException.NO_OFFSET, key, "is not in the file's metadata");
    }
    return value;
  }

  public String string(String key) {
    return get(key).asString();
  }

  public String string(String key, String otherwise) {
    GgufValue value = values.get(key);
    return value == null ? otherwise : value.asString();
  }

  public int integer(String key, int least, int most) {
    return get(key).asInt(least, most);
  }

  public int integer(String key, int least, int most, int otherwise) {
    GgufValue value = values.get(key);
    return value == null ? otherwise : value.asInt(least, most);
  }

  public float real(String key) {
    return (float) get(key).asDouble();
  }

  public float real(String key, float otherwise) {
    GgufValue value = values.get(key);
    return value == null ? otherwise : (float) value.asDouble();
  }

  public boolean bool(String key, boolean otherwise) {
    GgufValue value = values.get(key);
    return value == null ? otherwise : value.asBoolean();
  }

  public GgufArray array(String key) {
    return get(key).asArray();
  }

  public Optional<GgufArray> findArray(String key) {
    return find(key).map(GgufValue::asArray);
  }
}
