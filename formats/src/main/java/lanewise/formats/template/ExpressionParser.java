package lanewise.formats.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import lanewise.formats.template.Expression.ArgumentList;

/** Reads expressions, each operator binding as it does in Jinja. */
final class ExpressionParser {
  /** So many operators of one rank may follow each other: each makes the tree one level deeper. */
  private static final int LONGEST_CHAIN = 200;

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> NO_ARGUMENT = Set.of("else", "or", "and", "if", "in", "not");

  private final TokenStream in;

  ExpressionParser(TokenStream in) {
    this.in = in;
  }

  /** An expression, or several with commas between them, which are a tuple. */
  Expression tuple() {
    Expression first = expression();
    if (!in.peek().isOperator(",")) {
      return first;
    }
    List<Expression> elements = new ArrayList<>(List.of(first));
    while (in.take(",") && startsExpression(in.peek())) {
      elements.add(expression());
    }
    return new Expression.ListLiteral(List.copyOf(elements), true);
  }

  private static boolean startsExpression(Token token) {
    return switch (token.kind()) {
      case NAME, STRING, INTEGER, REAL -> !token.isName("in") && !token.isName("if");
      case OPERATOR -> Set.of("(", "[", "{", "-", "+").contains(token.text());
      default -> false;
    };
  }

  Expression expression() {
    in.enter();
    Expression then = or();
    int length = 0;
    while (in.takeName("if")) {
      checkChain(++length);
      Expression condition = or();
      Expression otherwise = in.takeName("else") ? expression() : null;
      then = new Expression.Conditional(condition, then, otherwise);
    }
    in.leave();
    return then;
  }

  /** An expression that leaves a following {@code if} alone. */
  Expression withoutCondition() {
    Expression first = or();
    if (!in.peek().isOperator(",")) {
      return first;
    }
    List<Expression> elements = new ArrayList<>(List.of(first));
    while (in.take(",") && startsExpression(in.peek())) {
      elements.add(or());
    }
    return new Expression.ListLiteral(List.copyOf(elements), true);
  }

  private void checkChain(int length) {
    if (length > LONGEST_CHAIN) {
      throw in.error("more than " + LONGEST_CHAIN + " operators follow each other");
    }
  }

  private Expression or() {
    Expression left = and();
    for (int length = 1; in.takeName("or"); length++) {
      checkChain(length);
      left = new Expression.Logic(false, left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    for (int length = 1; in.takeName("and"); length++) {
      checkChain(length);
      left = new Expression.Logic(true, left, not());
    }
    return left;
  }

  private Expression not() {
    if (!in.takeName("not")) {
      return comparison();
    }
    in.enter();
    Expression operand = not();
    in.leave();
    return new Expression.Not(operand);
  }

  private Expression comparison() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      if (in.peek().kind() == Token.Kind.OPERATOR && COMPARISONS.contains(in.peek().text())) {
        operators.add(in.next().text());
      } else if (in.takeName("in")) {
        operators.add("in");
      } else if (in.peek().isName("not") && in.peekSecond().isName("in")) {
        in.next();
        in.next();
        operators.add("not in");
      } else {
        break;
      }
      others.add(sum());
    }
    return operators.isEmpty()
        ? first
        : new Expression.Comparison(first, List.copyOf(operators), List.copyOf(others));
  }

  private Expression sum() {
    Expression left = concatenation();
    for (int length = 1; in.peek().isOperator("+") || in.peek().isOperator("-"); length++) {
      checkChain(length);
      left = new Expression.Arithmetic(in.next().text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    Expression left = product();
    for (int length = 1; in.take("~"); length++) {
      checkChain(length);
      left = new Expression.Arithmetic("~", left, product());
    }
    return left;
  }

  private Expression product() {
    Expression left = power();
    Set<String> operators = Set.of("*", "/", "//", "%");
    for (int length = 1;
        in.peek().kind() == Token.Kind.OPERATOR && operators.contains(in.peek().text());
        length++) {
      checkChain(length);
      left = new Expression.Arithmetic(in.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    for (int length = 1; in.take("**"); length++) {
      checkChain(length);
      left = new Expression.Arithmetic("**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    in.enter();
    Expression result;
    if (in.peek().isOperator("-") || in.peek().isOperator("+")) {
      boolean negative = in.next().text().equals("-");
      result = new Expression.Sign(negative, unary(false));
    } else {
      result = postfix(primary());
    }
    in.leave();
    return withFilters ? filters(result) : result;
  }

  private Expression primary() {
    Token token = in.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (in.peek().kind() == Token.Kind.STRING) {
          text.append(in.next().text());
        }
        yield new Expression.Literal(new Value.Text(text.toString()));
      }
      case INTEGER -> new Expression.Literal(whole(token.text()));
      case REAL -> new Expression.Literal(new Value.Real(Double.parseDouble(token.text())));
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesized();
            case "[" -> new Expression.ListLiteral(elements("]"), false);
            case "{" -> dict();
            default -> throw in.error("found " + token.shown() + ", expected an expression");
          };
      default -> throw in.error("found " + token.shown() + ", expected an expression");
    };
  }

  private Value whole(String digits) {
    try {
      return new Value.Whole(Long.parseLong(digits));
    } catch (NumberFormatException e) {
      throw in.error("the integer " + digits + " passes 64 bits");
    }
  }

  private static Expression name(String name) {
    return switch (name) {
      case "true", "True" -> new Expression.Literal(Values.TRUE);
      case "false", "False" -> new Expression.Literal(Values.FALSE);
      case "none", "None" -> new Expression.Literal(Values.NONE);
      default -> new Expression.Name(name);
    };
  }

  private Expression parenthesized() {
    if (in.take(")")) {
      return new Expression.ListLiteral(List.of(), true);
    }
    Expression inside = tuple();
    in.expect(")");
    return inside;
  }

  private List<Expression> elements(String end) {
    List<Expression> elements = new ArrayList<>();
    while (!in.take(end)) {
      if (!elements.isEmpty()) {
        in.expect(",");
        if (in.take(end)) {
          break;
        }
      }
      elements.add(expression());
    }
    return List.copyOf(elements);
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!in.take("}")) {
      if (!keys.isEmpty()) {
        in.expect(",");
        if (in.take("}")) {
          break;
        }
      }
      keys.add(expression());
      in.expect(":");
      values.add(expression());
    }
    return new Expression.DictLiteral(List.copyOf(keys), List.copyOf(values));
  }

  private Expression postfix(Expression start) {
    Expression object = start;
    for (int length = 1; ; length++) {
      checkChain(length);
      if (in.take(".")) {
        Token member = in.next();
        if (member.kind() == Token.Kind.INTEGER) {
          object = new Expression.Item(object, new Expression.Literal(whole(member.text())));
        } else if (member.kind() == Token.Kind.NAME) {
          object = new Expression.Member(object, member.text());
        } else {
          throw in.error("found " + member.shown() + " after \".\", expected a name");
        }
      } else if (in.take("[")) {
        object = subscript(object);
      } else if (in.take("(")) {
        object = new Expression.Call(object, arguments());
      } else {
        return object;
      }
    }
  }

  private Expression subscript(Expression object) {
    Expression from = in.peek().isOperator(":") ? null : tuple();
    if (in.take("]")) {
      return new Expression.Item(object, from);
    }
    in.expect(":");
    Expression to = in.peek().isOperator(":") || in.peek().isOperator("]") ? null : expression();
    Expression step = in.take(":") && !in.peek().isOperator("]") ? expression() : null;
    in.expect("]");
    return new Expression.Slice(object, from, to, step);
  }

  /** The arguments of a call whose parenthesis is open. */
  private ArgumentList arguments() {
    List<Expression> positional = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<Expression> named = new ArrayList<>();
    boolean first = true;
    while (!in.take(")")) {
      if (!first) {
        in.expect(",");
        if (in.take(")")) {
          break;
        }
      }
      first = false;
      if (in.peek().kind() == Token.Kind.NAME && in.peekSecond().isOperator("=")) {
        String name = in.next().text();
        in.next();
        if (names.contains(name)) {
          throw in.error("the argument " + name + " is there twice");
        }
        names.add(name);
        named.add(expression());
      } else if (in.peek().isOperator("*") || in.peek().isOperator("**")) {
        throw in.error("arguments taken from a list or a dict are not supported");
      } else if (!names.isEmpty()) {
        throw in.error("an argument without a name follows one with a name");
      } else {
        positional.add(expression());
      }
    }
    return new ArgumentList(List.copyOf(positional), List.copyOf(names), List.copyOf(named));
  }

  /** Filters, tests and calls behind an expression. */
  private Expression filters(Expression start) {
    Expression result = start;
    for (int length = 1; ; length++) {
      checkChain(length);
      if (in.peek().isOperator("|")) {
        result = filter(result);
      } else if (in.takeName("is")) {
        result = test(result);
      } else if (in.take("(")) {
        result = new Expression.Call(result, arguments());
      } else {
        return result;
      }
    }
  }

  /** The filters, at least one, whose first bar is next. */
  Expression filter(Expression input) {
    in.expect("|");
    return namedFilter(input);
  }

  /** A filter whose name is next. */
  Expression namedFilter(Expression input) {
    String name = dottedName();
    ArgumentList arguments = in.take("(") ? arguments() : ArgumentList.NOTHING;
    return new Expression.Filter(input, name, arguments);
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(in.expectName());
    while (in.take(".")) {
      name.append('.').append(in.expectName());
    }
    return name.toString();
  }

  private Expression test(Expression input) {
    boolean negated = in.takeName("not");
    String name = dottedName();
    ArgumentList arguments = ArgumentList.NOTHING;
    Token next = in.peek();
    boolean bareArgument =
        switch (next.kind()) {
          case NAME -> !NO_ARGUMENT.contains(next.text()) && !next.isName("is");
          case STRING, INTEGER, REAL -> true;
          case OPERATOR -> next.text().equals("[") || next.text().equals("{");
          default -> false;
        };
    if (in.take("(")) {
      arguments = arguments();
    } else if (bareArgument) {
      arguments = new ArgumentList(List.of(postfix(primary())), List.of(), List.of());
    }
    return new Expression.Test(input, negated, name, arguments);
  }
}
