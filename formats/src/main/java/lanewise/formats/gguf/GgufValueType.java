package lanewise.formats.gguf;

/** The types of metadata values; the order is that of their ids in the file. */
public enum GgufValueType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  FLOAT32(4),
  BOOL(1),
  STRING(0),
  ARRAY(0),
  UINT64(8),
  INT64(8),
  FLOAT64(8);

  private static final GgufValueType[] BY_ID = values();

  private final int byteSize;

  GgufValueType(int byteSize) {
    this.byteSize = byteSize;
  }

  /** Bytes of one value; 0 where they depend on the value. */
  public int byteSize() {
    return byteSize;
  }

  /** The number that stands for this type in the file. */
  public int id() {
    return ordinal();
  }

  /** Whether values are whole numbers; booleans are not. */
  public boolean isInteger() {
    return switch (this) {
      case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
      default -> false;
    };
  }

  /** Whether values are floating-point numbers. */
  public boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** The type of an id, or null. */
  static GgufValueType ofId(long id) {
    return id >= 0 && id < BY_ID.length ? BY_ID[(int) id] : null;
  }
}
