package lanewise.formats.tokenizer;

/** Code points to UTF-8 bytes. */
final class Utf8 {
  private Utf8() {}

  /** How many bytes the code point has whose first byte is {@code lead}. */
  static int length(byte lead) {
    return lead >= 0 ? 1 : (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : 4;
  }

  /**
   * Writes the code points {@code start} to {@code end}, exclusive; four bytes each are enough.
   *
   * @return the index after the last byte
   */
  static int encode(int[] codePoints, int start, int end, byte[] out, int outStart) {
    int to = outStart;
    for (int i = start; i < end; i++) {
      int codePoint = codePoints[i];
      if (codePoint < 0x80) {
        out[to++] = (byte) codePoint;
      } else if (codePoint < 0x800) {
        out[to++] = (byte) (0xC0 | codePoint >> 6);
        out[to++] = (byte) (0x80 | codePoint & 0x3F);
      } else if (codePoint < 0x10000) {
        out[to++] = (byte) (0xE0 | codePoint >> 12);
        out[to++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        out[to++] = (byte) (0x80 | codePoint & 0x3F);
      } else {
        out[to++] = (byte) (0xF0 | codePoint >> 18);
        out[to++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
        out[to++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
        out[to++] = (byte) (0x80 | codePoint & 0x3F);
      }
    }
    return to;
  }
}
