package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * GPT-2's way to write bytes as characters, so that every token of bytes is a text: visible Latin-1
 * characters stand for themselves, all other bytes for characters from U+0100 on.
 */
final class ByteLevel {
  private static final int BYTES = 256;
  private static final char[] CHARACTERS = new char[BYTES];
  private static final int[] BYTE_OF = new int[2 * BYTES];

  static {
    Arrays.fill(BYTE_OF, -1);
    char substitute = BYTES;
    for (int b = 0; b < BYTES; b++) {
      boolean visible = b > ' ' && b < 0x7F || b >= 0xA1 && b != 0xAD;
      CHARACTERS[b] = visible ? (char) b : substitute++;
      BYTE_OF[CHARACTERS[b]] = b;
    }
  }

  private ByteLevel() {}

  /** The character that stands for a byte. */
  static char character(int b) {
    return CHARACTERS[b & 0xFF];
  }

  /** The byte that a character stands for, or -1. */
  static int byteOf(int codePoint) {
    return codePoint < BYTE_OF.length ? BYTE_OF[codePoint] : -1;
  }
}
