package lanewise.formats.template;

import java.util.List;

/** What stands inside of tags. */
sealed interface Expression {
  record Literal(Value value) implements Expression {}

  record Name(String name) implements Expression {}

  record ListLiteral(List<Expression> elements, boolean tuple) implements Expression {}

  record DictLiteral(List<Expression> keys, List<Expression> values) implements Expression {}

  record Not(Expression operand) implements Expression {}

  record Sign(boolean negative, Expression operand) implements Expression {}

  /** {@code and} or {@code or}, whose right side is looked at only where it decides. */
  record Logic(boolean and, Expression left, Expression right) implements Expression {}

  record Arithmetic(String operator, Expression left, Expression right) implements Expression {}

  /** {@code a < b <= c}: each operator between its neighbours. */
  record Comparison(Expression first, List<String> operators, List<Expression> others)
      implements Expression {}

  /** {@code object.name} */
  record Member(Expression object, String name) implements Expression {}

  /** {@code object[index]} */
  record Item(Expression object, Expression index) implements Expression {}

  /** {@code object[from:to:step]}; what is left out is null. */
  record Slice(Expression object, Expression from, Expression to, Expression step)
      implements Expression {}

  record Call(Expression callee, ArgumentList arguments) implements Expression {}

  /** {@code input | name(arguments)} */
  record Filter(Expression input, String name, ArgumentList arguments) implements Expression {}

  /** {@code input is [not] name arguments} */
  record Test(Expression input, boolean negated, String name, ArgumentList arguments)
      implements Expression {}

  /** {@code then if condition else otherwise}; the last may be null. */
  record Conditional(Expression condition, Expression then, Expression otherwise)
      implements Expression {}

  /** What a call hands over. */
  record ArgumentList(List<Expression> positional, List<String> names, List<Expression> named) {
    static final ArgumentList NOTHING = new ArgumentList(List.of(), List.of(), List.of());
  }
}
