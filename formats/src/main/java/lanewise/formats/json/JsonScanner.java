package lanewise.formats.json;

import java.util.Arrays;
import lanewise.formats.ModelFormatException;

/** Finds where strings, numbers and words end; checks UTF-8 and resolves escapes on the way. */
final class JsonScanner {
  private final byte[] bytes;
  private final String source;

  private byte[] unescaped = new byte[64];
  private byte[] spanBytes;
  private int spanStart;
  private int spanEnd;

  JsonScanner(byte[] bytes, String source) {
    this.bytes = bytes;
    this.source = source;
    this.spanBytes = bytes;
  }

  byte[] spanBytes() {
    return spanBytes;
  }

  int spanStart() {
    return spanStart;
  }

  int spanEnd() {
    return spanEnd;
  }

  /** Reads the string whose opening quote is at {@code quote}; gives the index after it. */
  int string(int quote) {
    byte[] text = bytes;
    int limit = text.length;
    int at = quote + 1;
    while (at < limit) {
      byte b = text[at];
      if (b == '"') {
        spanBytes = text;
        spanStart = quote + 1;
        spanEnd = at;
        return at + 1;
      }
      if (b == '\\') {
        return stringWithEscapes(quote, at);
      }
      if (b >= ' ') {
        at++;
      } else {
        at = pastCharacter(at);
      }
    }
    throw found(limit, "'\"' to close the string at byte " + quote);
  }

  private int stringWithEscapes(int quote, int firstEscape) {
    int written = firstEscape - quote - 1;
    reserve(written);
    System.arraycopy(bytes, quote + 1, unescaped, 0, written);
    int at = firstEscape;
    while (at < bytes.length) {
      byte b = bytes[at];
      if (b == '"') {
        spanBytes = unescaped;
        spanStart = 0;
        spanEnd = written;
        return at + 1;
      }
      reserve(written + 4);
      if (b == '\\') {
        int codePoint = escape(at);
        boolean unicode = bytes[at + 1] == 'u';
        at += !unicode ? 2 : codePoint > 0xFFFF ? 12 : 6;
        written = encode(codePoint, written);
      } else {
        int next = b >= ' ' ? at + 1 : pastCharacter(at);
        while (at < next) {
          unescaped[written++] = bytes[at++];
        }
      }
    }
    throw found(bytes.length, "'\"' to close the string at byte " + quote);
  }

  private int escape(int at) {
    if (at + 1 >= bytes.length) {
      throw found(at + 1, "the rest of an escape");
    }
    return switch (bytes[at + 1]) {
      case '"' -> '"';
      case '\\' -> '\\';
      case '/' -> '/';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicodeEscape(at);
      default -> throw found(at + 1, "one of \" \\ / b f n r t u after '\\'");
    };
  }

  private int unicodeEscape(int at) {
    int unit = hexadecimal(at + 2);
    if (unit < 0xD800 || unit > 0xDFFF) {
      return unit;
    }
    if (unit <= 0xDBFF && at + 7 < bytes.length && bytes[at + 6] == '\\' && bytes[at + 7] == 'u') {
      int low = hexadecimal(at + 8);
      if (low >= 0xDC00 && low <= 0xDFFF) {
        return Character.toCodePoint((char) unit, (char) low);
      }
    }
    throw new ModelFormatException(
        source,
        at,
        "JSON",
        String.format("\\u%04x is half of a surrogate pair without its other half", unit));
  }

  private int hexadecimal(int from) {
    int value = 0;
    for (int at = from; at < from + 4; at++) {
      int digit = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
      if (digit < 0) {
        throw found(at, "a hexadecimal digit");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private int encode(int codePoint, int at) {
    int to = at;
    if (codePoint < 0x80) {
      unescaped[to++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      unescaped[to++] = (byte) (0xC0 | codePoint >> 6);
      unescaped[to++] = (byte) (0x80 | codePoint & 0x3F);
    } else if (codePoint < 0x10000) {
      unescaped[to++] = (byte) (0xE0 | codePoint >> 12);
      unescaped[to++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      unescaped[to++] = (byte) (0x80 | codePoint & 0x3F);
    } else {
      unescaped[to++] = (byte) (0xF0 | codePoint >> 18);
      unescaped[to++] = (byte) (0x80 | codePoint >> 12 & 0x3F);
      unescaped[to++] = (byte) (0x80 | codePoint >> 6 & 0x3F);
      unescaped[to++] = (byte) (0x80 | codePoint & 0x3F);
    }
    return to;
  }

  /** Checks the control character or the multi-byte sequence at {@code at}; gives where it ends. */
  private int pastCharacter(int at) {
    int lead = bytes[at] & 0xFF;
    if (lead < 0x80) {
      throw found(at, "an escape for a control character");
    }
    // The second byte's range rules out overlong forms, surrogates and values above U+10FFFF.
    int low = 0x80;
    int high = 0xBF;
    int length;
    if (lead >= 0xC2 && lead <= 0xDF) {
      length = 2;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      length = 3;
      low = lead == 0xE0 ? 0xA0 : 0x80;
      high = lead == 0xED ? 0x9F : 0xBF;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      length = 4;
      low = lead == 0xF0 ? 0x90 : 0x80;
      high = lead == 0xF4 ? 0x8F : 0xBF;
    } else {
      throw found(at, "valid UTF-8");
    }
    for (int next = at + 1; next < at + length; next++) {
      int b = next < bytes.length ? bytes[next] & 0xFF : -1;
      if (b < low || b > high) {
        throw found(next, "valid UTF-8");
      }
      low = 0x80;
      high = 0xBF;
    }
    return at + length;
  }

  /** Checks the number that begins at {@code start}; gives the index after it. */
  int number(int start) {
    int at = start;
    if (at < bytes.length && bytes[at] == '-') {
      at++;
    }
    if (at < bytes.length && bytes[at] == '0') {
      at++;
    } else {
      at = digits(at);
    }
    if (at < bytes.length && bytes[at] == '.') {
      at = digits(at + 1);
    }
    if (at < bytes.length && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      if (at < bytes.length && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      at = digits(at);
    }
    if (at - start > JsonReader.MAX_NUMBER_LENGTH) {
      throw new ModelFormatException(
          source,
          start,
          "JSON",
          "a number of "
              + (at - start)
              + " characters, allowed are "
              + JsonReader.MAX_NUMBER_LENGTH);
    }
    return at;
  }

  private int digits(int from) {
    int at = from;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    if (at == from) {
      throw found(at, "a digit");
    }
    return at;
  }

  /** Checks that {@code word} stands at {@code start}; gives the index after it. */
  int word(int start, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (start + i >= bytes.length || bytes[start + i] != word.charAt(i)) {
        throw found(start + i, "'" + word + "'");
      }
    }
    return start + word.length();
  }

  ModelFormatException found(int at, String expected) {
    String found;
    if (at >= bytes.length) {
      found = "the end of the text";
    } else {
      int b = bytes[at] & 0xFF;
      found = b > ' ' && b < 0x7F ? "'" + (char) b + "'" : String.format("byte 0x%02x", b);
    }
    return new ModelFormatException(
        source, at, "JSON", "found " + found + ", expected " + expected);
  }

  private void reserve(int size) {
    if (size > unescaped.length) {
      unescaped = Arrays.copyOf(unescaped, Math.max(size, unescaped.length * 2));
    }
  }
}
