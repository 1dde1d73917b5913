package lanewise.formats.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a template into tokens, with Jinja's handling of white space: {@code trim_blocks} (a line's
 * end after a statement or comment goes), {@code lstrip_blocks} (blanks between a line's start and
 * a statement or comment go), {@code -} and {@code +} inside of tags.
 */
final class Lexer {
  private static final String[] OPERATORS = {
    "==", "!=", ">=", "<=", "//", "**", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", "{", "}",
    ",", ":", ".", "|", ">", "<", "=", ";"
  };

  private final String source;
  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;

  /** Whether the text before {@link #position} ends a line. */
  private boolean lineStarts = true;

  private Lexer(String source, String text) {
    this.source = source;
    this.text = text;
  }

  static List<Token> tokens(String source, String template) {
    String text = template.replace("\r\n", "\n").replace('\r', '\n');
    if (text.endsWith("\n")) {
      text = text.substring(0, text.length() - 1);
    }
    Lexer lexer = new Lexer(source, text);
    lexer.run();
    return lexer.tokens;
  }

  private TemplateException error(String problem) {
    return new TemplateException(source, line, problem);
  }

  private void run() {
    while (position < text.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(text.length());
        break;
      }
      char kind = text.charAt(tag + 1);
      char sign = tag + 2 < text.length() ? text.charAt(tag + 2) : ' ';
      boolean signed = sign == '-' || sign == '+' && kind != '{';
      dataBefore(tag, kind, sign);
      advance(tag + (signed ? 3 : 2));
      switch (kind) {
        case '#' -> comment();
        case '{' -> inside(Token.Kind.EXPRESSION_BEGIN, Token.Kind.EXPRESSION_END, "}}");
        default -> statement();
      }
    }
    add(Token.Kind.END, "");
  }

  private int nextTag() {
    for (int at = text.indexOf('{', position); at >= 0; at = text.indexOf('{', at + 1)) {
      char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
      if (next == '{' || next == '%' || next == '#') {
        return at;
      }
    }
    return -1;
  }

  /** The text up to a tag, without the white space that the tag takes away. */
  private void dataBefore(int tag, char kind, char sign) {
    int end = tag;
    if (sign == '-') {
      while (end > position && isSpace(text.charAt(end - 1))) {
        end--;
      }
    } else if (sign != '+' && kind != '{') {
      int lineStart = text.lastIndexOf('\n', tag - 1) + 1;
      int from = Math.max(lineStart, position);
      if ((lineStart > position || lineStarts) && text.substring(from, tag).isBlank()) {
        end = from;
      }
    }
    data(end);
    advance(tag);
  }

  private void data(int end) {
    if (end > position) {
      add(Token.Kind.DATA, text.substring(position, end));
      advance(end);
    }
  }

  /** Moves on, counting lines. */
  private void advance(int to) {
    for (int at = position; at < to; at++) {
      if (text.charAt(at) == '\n') {
        line++;
      }
    }
    lineStarts = to > position ? text.charAt(to - 1) == '\n' : lineStarts;
    position = to;
  }

  private void add(Token.Kind kind, String tokenText) {
    tokens.add(new Token(kind, tokenText, line));
  }

  private void comment() {
    int end = text.indexOf("#}", position);
    if (end < 0) {
      throw error("a comment has no end");
    }
    char sign = end > position ? text.charAt(end - 1) : ' ';
    afterTag(end + 2, sign, true);
  }

  /** Goes behind a tag and the white space that it takes away. */
  private void afterTag(int end, char sign, boolean trimsLineEnd) {
    int to = end;
    if (sign == '-') {
      while (to < text.length() && isSpace(text.charAt(to))) {
        to++;
      }
    } else if (trimsLineEnd && sign != '+' && to < text.length() && text.charAt(to) == '\n') {
      to++;
    }
    advance(to);
  }

  private void statement() {
    int first = tokens.size();
    inside(Token.Kind.STATEMENT_BEGIN, Token.Kind.STATEMENT_END, "%}");
    if (tokens.size() == first + 3 && tokens.get(first + 1).isName("raw")) {
      tokens.subList(first, first + 3).clear();
      raw();
    }
  }

  /** Everything up to {@code endraw}, as it is. */
  private void raw() {
    for (int at = text.indexOf("{%", position); at >= 0; at = text.indexOf("{%", at + 2)) {
      int from = at + 2;
      char sign = from < text.length() ? text.charAt(from) : ' ';
      from += sign == '-' || sign == '+' ? 1 : 0;
      int end = text.indexOf("%}", from);
      if (end < 0) {
        break;
      }
      char endSign = text.charAt(end - 1);
      String name = text.substring(from, end).replaceAll("[-+]$", "").strip();
      if (name.equals("endraw")) {
        dataBefore(at, '%', sign);
        afterTag(end + 2, endSign, true);
        return;
      }
    }
    throw error("raw has no endraw");
  }

  /** The tokens of an expression or a statement. */
  private void inside(Token.Kind begin, Token.Kind end, String ending) {
    add(begin, "");
    int openBraces = 0;
    while (true) {
      while (position < text.length() && isSpace(text.charAt(position))) {
        advance(position + 1);
      }
      if (position >= text.length()) {
        throw error("a tag has no \"" + ending + "\"");
      }
      char c = text.charAt(position);
      boolean signed = c == '-' || c == '+' && ending.equals("%}");
      if (openBraces == 0 && text.startsWith(ending, position + (signed ? 1 : 0))) {
        add(end, "");
        afterTag(position + ending.length() + (signed ? 1 : 0), c, ending.equals("%}"));
        return;
      }
      if (c == '"' || c == '\'') {
        string(c);
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (Character.isJavaIdentifierStart(c) && c != '$') {
        name();
      } else {
        String operator = operator();
        openBraces += depthChange(operator);
        add(Token.Kind.OPERATOR, operator);
        advance(position + operator.length());
      }
    }
  }

  private static int depthChange(String operator) {
    return switch (operator) {
      case "(", "[", "{" -> 1;
      case ")", "]", "}" -> -1;
      default -> 0;
    };
  }

  private String operator() {
    for (String operator : OPERATORS) {
      if (text.startsWith(operator, position)) {
        return operator;
      }
    }
    throw error("\"" + text.charAt(position) + "\" is not allowed in a tag");
  }

  private void name() {
    int end = position;
    while (end < text.length()
        && text.charAt(end) != '$'
        && Character.isJavaIdentifierPart(text.charAt(end))) {
      end++;
    }
    add(Token.Kind.NAME, text.substring(position, end));
    advance(end);
  }

  private void number() {
    int end = digits(position);
    boolean real = false;
    if (end + 1 < text.length() && text.charAt(end) == '.' && isDigit(text.charAt(end + 1))) {
      real = true;
      end = digits(end + 1);
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      int exponent = end + 1;
      if (exponent < text.length() && "+-".indexOf(text.charAt(exponent)) >= 0) {
        exponent++;
      }
      if (exponent < text.length() && isDigit(text.charAt(exponent))) {
        real = true;
        end = digits(exponent);
      }
    }
    String digits = text.substring(position, end).replace("_", "").toLowerCase(Locale.ROOT);
    add(real ? Token.Kind.REAL : Token.Kind.INTEGER, digits);
    advance(end);
  }

  private int digits(int from) {
    int end = from;
    while (end < text.length() && (isDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || c == '\u00a0';
  }

  private void string(char quote) {
    StringBuilder out = new StringBuilder();
    int at = position + 1;
    while (at < text.length() && text.charAt(at) != quote) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at = Escapes.read(text, at, out);
      } else {
        out.append(text.charAt(at++));
      }
    }
    if (at >= text.length()) {
      throw error("a string has no end");
    }
    add(Token.Kind.STRING, out.toString());
    advance(at + 1);
  }
}
