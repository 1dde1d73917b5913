package lanewise.formats.template;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads a whole template. */
final class StatementParser {
  /** The name of the text that a block's filters get: no template can spell it. */
  static final String BODY = "the body";

  private static final Expression.Name BODY_TEXT = new Expression.Name(BODY);

  private final TokenStream in;
  private final ExpressionParser expressions;
  private int loops;

  private StatementParser(TokenStream in) {
    this.in = in;
    this.expressions = new ExpressionParser(in);
  }

  static List<Statement> parse(String source, String template) {
    TokenStream in = new TokenStream(source, Lexer.tokens(source, template));
    StatementParser parser = new StatementParser(in);
    List<Statement> statements = parser.body(Set.of());
    if (in.peek().kind() != Token.Kind.END) {
      throw in.error("found " + in.peekSecond().shown() + ", which ends nothing");
    }
    return statements;
  }

  /** Statements up to a tag that begins with one of {@code ends}, which is left. */
  private List<Statement> body(Set<String> ends) {
    in.enter();
    List<Statement> statements = new ArrayList<>();
    while (in.peek().kind() != Token.Kind.END) {
      Token token = in.peek();
      if (token.kind() == Token.Kind.DATA) {
        statements.add(new Statement.Data(in.next().text()));
      } else if (token.kind() == Token.Kind.EXPRESSION_BEGIN) {
        in.next();
        statements.add(new Statement.Print(token.line(), expressions.tuple()));
        in.expect(Token.Kind.EXPRESSION_END, "\"}}\"");
      } else {
        String name = in.peekSecond().text();
        if (ends.contains(name) || name.startsWith("end")) {
          break;
        }
        in.next();
        statements.addAll(statement(token.line()));
      }
    }
    in.leave();
    return List.copyOf(statements);
  }

  /** The tag of this name that ends a body. */
  private void end(String name) {
    in.expect(Token.Kind.STATEMENT_BEGIN, "{% " + name + " %}");
    if (!in.takeName(name)) {
      throw in.error("found " + in.peek().shown() + ", expected \"" + name + "\"");
    }
    if (in.peek().kind() == Token.Kind.NAME && name.equals("endmacro")) {
      in.next();
    }
    close();
  }

  private void close() {
    in.expect(Token.Kind.STATEMENT_END, "\"%}\"");
  }

  private List<Statement> statement(int line) {
    String name = in.expectName();
    return switch (name) {
      case "if" -> List.of(ifStatement(line));
      case "for" -> List.of(forStatement(line));
      case "set" -> List.of(set(line));
      case "macro" -> List.of(new Statement.Macro(line, macro()));
      case "call" -> List.of(call(line));
      case "filter" -> List.of(filter(line));
      case "with" -> List.of(with(line));
      case "generation" -> {
        close();
        List<Statement> body = body(Set.of());
        end("endgeneration");
        yield body;
      }
      case "break", "continue" -> {
        if (loops == 0) {
          throw in.error(name + " is outside of a loop");
        }
        close();
        yield List.of(
            name.equals("break") ? new Statement.Break(line) : new Statement.Continue(line));
      }
      default ->
          throw in.error(
              "the statement \""
                  + name
                  + "\" is not supported; supported are if, for, set, macro, call, filter, with,"
                  + " raw, generation, break and continue");
    };
  }

  private Statement ifStatement(int line) {
    List<Statement.Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    do {
      Expression condition = expressions.tuple();
      close();
      branches.add(new Statement.Branch(condition, body(Set.of("elif", "else"))));
    } while (takeTag("elif"));
    if (takeTag("else")) {
      close();
      otherwise = body(Set.of());
    }
    end("endif");
    return new Statement.If(line, List.copyOf(branches), otherwise);
  }

  /** Takes the beginning of the next tag if it has this name. */
  private boolean takeTag(String name) {
    if (in.peek().kind() == Token.Kind.STATEMENT_BEGIN && in.peekSecond().isName(name)) {
      in.next();
      in.next();
      return true;
    }
    return false;
  }

  private Statement forStatement(int line) {
    List<String> names = names();
    if (!in.takeName("in")) {
      throw in.error("found " + in.peek().shown() + ", expected \"in\"");
    }
    Expression elements = expressions.withoutCondition();
    Expression filter = in.takeName("if") ? expressions.expression() : null;
    boolean recursive = in.takeName("recursive");
    close();
    loops++;
    List<Statement> body = body(Set.of("else"));
    loops--;
    List<Statement> otherwise = List.of();
    if (takeTag("else")) {
      close();
      otherwise = body(Set.of());
    }
    end("endfor");
    return new Statement.For(line, names, elements, filter, recursive, body, otherwise);
  }

  private List<String> names() {
    boolean open = in.take("(");
    List<String> names = new ArrayList<>();
    do {
      names.add(in.expectName());
    } while (in.take(","));
    if (open) {
      in.expect(")");
    }
    return List.copyOf(names);
  }

  private Statement set(int line) {
    Statement.Target target = target();
    if (in.take("=")) {
      Expression value = expressions.tuple();
      close();
      return new Statement.Set(line, target, value);
    }
    Expression filtered = BODY_TEXT;
    while (in.peek().isOperator("|")) {
      filtered = expressions.filter(filtered);
    }
    close();
    List<Statement> body = body(Set.of());
    end("endset");
    return new Statement.SetBlock(line, target, filtered, body);
  }

  private Statement.Target target() {
    List<String> names = names();
    if (names.size() == 1 && in.take(".")) {
      return new Statement.Target(names, in.expectName());
    }
    return new Statement.Target(names, null);
  }

  private Statement.Callable macro() {
    String name = in.expectName();
    return callable(name, "endmacro");
  }

  private Statement.Callable callable(String name, String end) {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    in.expect("(");
    parameters(parameters, defaults);
    close();
    return new Statement.Callable(
        name, List.copyOf(parameters), List.copyOf(defaults), macroBody(end));
  }

  private void parameters(List<String> parameters, List<Expression> defaults) {
    while (!in.take(")")) {
      if (!parameters.isEmpty()) {
        in.expect(",");
      }
      parameters.add(in.expectName());
      if (in.take("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw in.error("a parameter without a default follows one with a default");
      }
    }
    if (new HashSet<>(parameters).size() < parameters.size()) {
      throw in.error("a parameter is there twice");
    }
  }

  /** A macro's body, from which a loop around the macro can't be left. */
  private List<Statement> macroBody(String end) {
    int outerLoops = loops;
    loops = 0;
    List<Statement> body = body(Set.of());
    loops = outerLoops;
    end(end);
    return body;
  }

  private Statement call(int line) {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    if (in.take("(")) {
      parameters(parameters, defaults);
    }
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw in.error("call needs the call of a macro");
    }
    close();
    Statement.Callable caller =
        new Statement.Callable(
            "caller", List.copyOf(parameters), List.copyOf(defaults), macroBody("endcall"));
    return new Statement.CallBlock(line, caller, call);
  }

  private Statement filter(int line) {
    Expression filtered = expressions.namedFilter(BODY_TEXT);
    while (in.peek().isOperator("|")) {
      filtered = expressions.filter(filtered);
    }
    close();
    List<Statement> body = body(Set.of());
    end("endfilter");
    return new Statement.FilterBlock(line, filtered, body);
  }

  private Statement with(int line) {
    List<String> names = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (in.peek().kind() == Token.Kind.NAME) {
      names.add(in.expectName());
      in.expect("=");
      values.add(expressions.expression());
      if (!in.take(",")) {
        break;
      }
    }
    close();
    List<Statement> body = body(Set.of());
    end("endwith");
    return new Statement.With(line, List.copyOf(names), List.copyOf(values), body);
  }
}
