package lanewise.formats.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import lanewise.formats.ModelFormatException;

/**
 * An object. The accessors that take a name check that it is there and of the right kind, and
 * otherwise throw a {@link ModelFormatException} that says where, what was found and what is
 * allowed.
 */
public final class JsonObject implements JsonValue {
  private final Map<String, JsonValue> members;
  private final String source;
  private final long byteOffset;

  /**
   * @param members the members in their order; copied
   * @param source the file's name, for messages
   * @param byteOffset where the object begins
   */
  public JsonObject(Map<String, JsonValue> members, String source, long byteOffset) {
    this.members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    this.source = source;
    this.byteOffset = byteOffset;
  }

  /** The members, in the order of the text; can't be changed. */
  public Map<String, JsonValue> members() {
    return members;
  }

  /** The member, where there is one; {@code null} in the text counts as there. */
  public Optional<JsonValue> find(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** Whether the member is there and is not {@code null}. */
  public boolean has(String name) {
    JsonValue value = members.get(name);
    return value != null && !value.isNull();
  }

  /** The member, which must be there. */
  public JsonValue get(String name) {
    JsonValue value = members.get(name);
    if (value == null) {
      throw error(JsonValue.quote(name), "is missing from the object");
    }
    return value;
  }

  public JsonObject object(String name) {
    return get(name).asObject(name);
  }

  public JsonArray array(String name) {
    return get(name).asArray(name);
  }

  public String string(String name) {
    return get(name).asString(name);
  }

  public boolean bool(String name) {
    return get(name).asBoolean(name);
  }

  public JsonNumber number(String name) {
    return get(name).asNumber(name);
  }

  public int integer(String name) {
    return number(name).intValue();
  }

  /** The member as a string, or {@code absent} where it is not there or {@code null}. */
  public String string(String name, String absent) {
    return has(name) ? string(name) : absent;
  }

  /** The member as a boolean, or {@code absent} where it is not there or {@code null}. */
  public boolean bool(String name, boolean absent) {
    return has(name) ? bool(name) : absent;
  }

  /** The member as an integer, or {@code absent} where it is not there or {@code null}. */
  public int integer(String name, int absent) {
    return has(name) ? integer(name) : absent;
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
    return "an object";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonObject that && members.equals(that.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /** The object as JSON text. */
  @Override
  public String toString() {
    return JsonWriter.toString(this);
  }
}
