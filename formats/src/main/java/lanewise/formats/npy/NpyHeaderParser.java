package lanewise.formats.npy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/** Reads the Python dictionary in an NPY header: three keys, each once, in any order. */
final class NpyHeaderParser {
  private static final int MAX_RANK = 64;

  private final String text;
  private final int textStart;
  private final String source;
  private int position;
  private String description;
  private Boolean fortranOrder;
  private long[] shape;

  NpyHeaderParser(String text, int textStart, String source) {
    this.text = text;
    this.textStart = textStart;
    this.source = source;
  }

  NpyHeader parse(int dataOffset) {
    expect('{');
    while (!accept('}')) {
      String key = string("key");
      expect(':');
      readValue(key);
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (position != text.length()) {
      throw error("header", "found text after the dictionary");
    }
    if (description == null || fortranOrder == null || shape == null) {
      throw error("header", "one of 'descr', 'fortran_order' and 'shape' is missing");
    }
    return header(dataOffset);
  }

  private void readValue(String key) {
    switch (key) {
      case "descr" -> {
        require(description == null, key);
        if (peek() != '\'' && peek() != '"') {
          throw error("descr", "structured arrays are not supported, allowed is one number type");
        }
        description = string("descr");
      }
      case "fortran_order" -> {
        require(fortranOrder == null, key);
        fortranOrder = truth();
      }
      case "shape" -> {
        require(shape == null, key);
        shape = tuple();
      }
      default -> throw error("header", "found the key '" + key + "', which is not defined");
    }
  }

  private NpyHeader header(int dataOffset) {
    char order = description.isEmpty() ? ' ' : description.charAt(0);
    Optional<ElementType> type =
        order == '<' || order == '>' || order == '|' || order == '='
            ? NpyType.ofLetters(description.substring(1))
            : Optional.empty();
    if (type.isEmpty()) {
      String hint =
          description.contains("U") || description.contains("S") || description.contains("O")
              ? "; text and objects are not numbers"
              : "";
      throw error(
          "descr",
          "found '"
              + description
              + "', allowed are f2 f4 f8, i1 to i8, u1 to u8, b1, c8, c16"
              + hint);
    }
    if (order == '|' && type.get().blockBytes() > 1) {
      throw error("descr", "'" + description + "' does not tell the byte order");
    }
    try {
      Shape dimensions = Shape.of(shape);
      type.get().byteSize(dimensions.elementCount());
      return new NpyHeader(type.get(), order == '>', fortranOrder, dimensions, dataOffset);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw error("shape", e.getMessage());
    }
  }

  private String string(String field) {
    char quote = peek();
    if (quote != '\'' && quote != '"') {
      throw error(field, "a quoted text is wanted");
    }
    int end = text.indexOf(quote, position + 1);
    if (end < 0) {
      throw error(field, "a quoted text has no end");
    }
    String value = text.substring(position + 1, end);
    position = end + 1;
    return value;
  }

  private boolean truth() {
    skipSpace();
    for (String word : new String[] {"True", "False"}) {
      if (text.startsWith(word, position)) {
        position += word.length();
        return word.equals("True");
      }
    }
    throw error("fortran_order", "allowed are True and False");
  }

  private long[] tuple() {
    List<Long> values = new ArrayList<>();
    expect('(');
    while (!accept(')')) {
      if (values.size() == MAX_RANK) {
        throw error("shape", "more than the " + MAX_RANK + " dimensions allowed");
      }
      values.add(number());
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
    long[] array = new long[values.size()];
    for (int index = 0; index < array.length; index++) {
      array[index] = values.get(index);
    }
    return array;
  }

  private long number() {
    skipSpace();
    int start = position;
    while (position < text.length()
        && text.charAt(position) >= '0'
        && text.charAt(position) <= '9') {
      position++;
    }
    String digits = text.substring(start, position);
    accept('L'); // Python 2 wrote long integers so.
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw error("shape", "found '" + digits + "', allowed are sizes from 0 to 2^63 - 1");
    }
  }

  private void require(boolean first, String key) {
    if (!first) {
      throw error("header", "the key '" + key + "' is there twice");
    }
  }

  private char peek() {
    skipSpace();
    return position < text.length() ? text.charAt(position) : '\0';
  }

  private boolean accept(char wanted) {
    if (peek() != wanted || position >= text.length()) {
      return false;
    }
    position++;
    return true;
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw error("header", "'" + wanted + "' is wanted here");
    }
  }

  private void skipSpace() {
    while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private ModelFormatException error(String field, String problem) {
    return new ModelFormatException(source, textStart + (long) position, field, problem);
  }
}
