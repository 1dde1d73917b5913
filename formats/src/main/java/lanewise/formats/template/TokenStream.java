package lanewise.formats.template;

import java.util.List;

/** Walks over a template's tokens. Not thread-safe. */
final class TokenStream {
  /** Parentheses, blocks and chains of operators may nest this deep. */
  private static final int MOST_DEPTH = 100;

  private final String source;
  private final List<Token> tokens;
  private int position;
  private int depth;

  TokenStream(String source, List<Token> tokens) {
    this.source = source;
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(position);
  }

  Token peekSecond() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = tokens.get(position);
    if (token.kind() != Token.Kind.END) {
      position++;
    }
    return token;
  }

  int line() {
    return peek().line();
  }

  /** Takes the next token if it is this operator. */
  boolean take(String operator) {
    boolean found = peek().isOperator(operator);
    position += found ? 1 : 0;
    return found;
  }

  /** Takes the next token if it is this name. */
  boolean takeName(String name) {
    boolean found = peek().isName(name);
    position += found ? 1 : 0;
    return found;
  }

  void expect(String operator) {
    if (!take(operator)) {
      throw error("found " + peek().shown() + ", expected \"" + operator + "\"");
    }
  }

  Token expect(Token.Kind kind, String expected) {
    if (peek().kind() != kind) {
      throw error("found " + peek().shown() + ", expected " + expected);
    }
    return next();
  }

  String expectName() {
    return expect(Token.Kind.NAME, "a name").text();
  }

  void enter() {
    if (++depth > MOST_DEPTH) {
      throw error("nests deeper than " + MOST_DEPTH);
    }
  }

  void leave() {
    depth--;
  }

  TemplateException error(String problem) {
    return new TemplateException(source, line(), problem);
  }
}
