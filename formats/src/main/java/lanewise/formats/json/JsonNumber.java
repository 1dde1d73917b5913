package lanewise.formats.json;

import java.math.BigDecimal;
import lanewise.formats.ModelFormatException;

/**
 * A number, kept as it is written: 1 and 1.0 are not equal. The accessors are exact: an integer
 * that has a fraction or does not fit is an error, never cut.
 *
 * @param text the number as RFC 8259 writes it
 * @param source the file's name, for messages
 * @param byteOffset where the number begins
 */
public record JsonNumber(String text, String source, long byteOffset) implements JsonValue {
  /** The value; 1.0 and 1e2 are integers too. */
  public int intValue() {
    long value = longValue();
    if (value != (int) value) {
      throw range("an integer from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** The value; 1.0 and 1e2 are integers too. */
  public long longValue() {
    try {
      // Eighteen digits always fit; the rest goes through exact decimal arithmetic.
      if (text.length() <= 18 && isPlainInteger()) {
        return Long.parseLong(text);
      }
      return new BigDecimal(text).longValueExact();
    } catch (ArithmeticException | NumberFormatException tooLargeOrFractional) {
      ModelFormatException error =
          range("an integer from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
      error.initCause(tooLargeOrFractional);
      throw error;
    }
  }

  /** The nearest {@code double}, which must be finite. */
  public double doubleValue() {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw range("a number within the range of a double");
    }
    return value;
  }

  private boolean isPlainInteger() {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c != '-' || i > 0)) {
        return false;
      }
    }
    return true;
  }

  private ModelFormatException range(String expected) {
    String shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return error("JSON", "found " + shown + ", expected " + expected);
  }

  @Override
  public String kind() {
    return "a number";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonNumber that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
