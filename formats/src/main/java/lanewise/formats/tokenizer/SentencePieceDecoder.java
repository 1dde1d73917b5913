package lanewise.formats.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * SentencePiece's tokens back to text: {@code ▁} is a space, {@code <0x0A>} a byte.
 *
 * @param stripsFirstSpace whether the space goes that encoding has put before the text
 */
record SentencePieceDecoder(boolean stripsFirstSpace) implements Decoder {
  static final String SPACE = "\u2581";

  private static final int BYTE_TOKEN_LENGTH = 6;

  @Override
  public String decode(List<String> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String token : tokens) {
      int b = byteOf(token);
      if (b >= 0) {
        bytes.write(b);
      } else {
        bytes.writeBytes(token.replace(SPACE, " ").getBytes(StandardCharsets.UTF_8));
      }
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    return stripsFirstSpace && text.startsWith(" ") ? text.substring(1) : text;
  }

  /** The byte that a token such as {@code <0x0A>} stands for, or -1. */
  static int byteOf(String token) {
    if (token.length() != BYTE_TOKEN_LENGTH || !token.startsWith("<0x") || !token.endsWith(">")) {
      return -1;
    }
    int high = Character.digit(token.charAt(3), 16);
    int low = Character.digit(token.charAt(4), 16);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }
}
