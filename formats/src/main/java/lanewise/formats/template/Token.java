package lanewise.formats.template;

/**
 * A part of a template's text.
 *
 * @param text what it says; a string without its quotes and escapes
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {
  enum Kind {
    /** Text outside of all tags. */
    DATA,
    EXPRESSION_BEGIN,
    EXPRESSION_END,
    STATEMENT_BEGIN,
    STATEMENT_END,
    NAME,
    STRING,
    INTEGER,
    REAL,
    OPERATOR,
    END
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  /** How a message shows it. */
  String shown() {
    return kind == Kind.END ? "the template's end" : "\"" + text + "\"";
  }
}
