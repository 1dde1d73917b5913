package lanewise.formats.protobuf;

import lanewise.formats.ModelFormatException;

/**
 * What a file's records may take of the Java heap.
 *
 * <p>Two bytes of a file can ask for an object of a hundred bytes, so a file of modest size could
 * exhaust the heap. Each message, string and number is charged here before it is made. One reader's
 * own; not thread-safe.
 */
final class HeapBudget {
  /** A record with its lists and map, taken generously. */
  static final int MESSAGE_BYTES = 256;

  /** A string object and its array, without the characters. */
  static final int STRING_BYTES = 64;

  /** A boxed number and its place in a list. */
  static final int NUMBER_BYTES = 24;

  private final String source;
  private final long limitBytes;
  private long usedBytes;

  HeapBudget(String source, long limitBytes) {
    this.source = source;
    this.limitBytes = limitBytes;
  }

  void charge(long bytes, long byteOffset, String field) {
    if (bytes > limitBytes - usedBytes) {
      throw new ModelFormatException(
          source,
          byteOffset,
          field,
          "the file's records pass the "
              + limitBytes
              + " bytes of Java heap allowed for them; raise -Xmx if the file is sound");
    }
    usedBytes += bytes;
  }
}
