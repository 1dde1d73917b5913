/**
 * JSON as RFC 8259 defines it: a pull reader, a tree and a writer.
 *
 * <p>{@link lanewise.formats.json.JsonReader} walks the bytes once and builds nothing, so a large
 * table goes straight from the file into its own structure; {@link
 * lanewise.formats.json.JsonValue#parse} builds a tree of immutable values with checked accessors
 * for what is small. {@link lanewise.formats.json.JsonWriter} writes.
 *
 * <p>What always holds: bytes are never trusted. Text that is not valid JSON, not valid UTF-8,
 * nested deeper or larger than {@link lanewise.formats.json.JsonLimits} allows, or holds a name
 * twice in one object of a tree gets a {@link lanewise.formats.ModelFormatException} with the byte
 * offset; nothing recurses deeper than the limit. A number keeps its exact text until an accessor
 * asks for a type, and an accessor never rounds or wraps an integer silently.
 */
package lanewise.formats.json;
