package lanewise.formats;

/**
 * A file does not keep to its format. The message tells which file, where in it, which field, what
 * was found and what is allowed.
 */
public final class ModelFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What {@link #byteOffset} gives when the fault has no one place in the file. */
  public static final long NO_OFFSET = -1;

  private final String source;
  private final long byteOffset;
  private final String field;

  /**
   * @param source the file's name, or what else the bytes came from
   * @param byteOffset where in the file, or {@link #NO_OFFSET}
   * @param field the field as the format's specification names it
   * @param problem what was found and what is allowed
   */
  public ModelFormatException(String source, long byteOffset, String field, String problem) {
    super(
        source + (byteOffset >= 0 ? " at byte " + byteOffset : "") + ": " + field + ": " + problem);
    this.source = source;
    this.byteOffset = byteOffset;
    this.field = field;
  }

  public String source() {
    return source;
  }

  public long byteOffset() {
    return byteOffset;
  }

  public String field() {
    return field;
  }
}
