package lanewise.formats.template;

import java.util.List;

/** A part of a template that is rendered. */
sealed interface Statement {
  /** Text as it stands. */
  record Data(String text) implements Statement {}

  record Print(int line, Expression expression) implements Statement {}

  record If(int line, List<Branch> branches, List<Statement> otherwise) implements Statement {}

  record Branch(Expression condition, List<Statement> body) {}

  /**
   * A loop.
   *
   * @param names what each element, or its parts, are called
   * @param filter which elements are taken; null takes all
   */
  record For(
      int line,
      List<String> names,
      Expression elements,
      Expression filter,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise)
      implements Statement {}

  /** What is set: names, or one member of a namespace. */
  record Target(List<String> names, String member) {}

  record Set(int line, Target target, Expression value) implements Statement {}

  /**
   * Sets what a body renders.
   *
   * @param filtered turns the body's text, the name {@link StatementParser#BODY}, into the value
   */
  record SetBlock(int line, Target target, Expression filtered, List<Statement> body)
      implements Statement {}

  record Macro(int line, Callable callable) implements Statement {}

  /**
   * What a call runs.
   *
   * @param defaults of the last parameters
   */
  record Callable(
      String name, List<String> parameters, List<Expression> defaults, List<Statement> body) {}

  record CallBlock(int line, Callable caller, Expression.Call call) implements Statement {}

  /**
   * Renders a body through filters.
   *
   * @param filtered turns the body's text, the name {@link StatementParser#BODY}, into output
   */
  record FilterBlock(int line, Expression filtered, List<Statement> body) implements Statement {}

  record With(int line, List<String> names, List<Expression> values, List<Statement> body)
      implements Statement {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}
}
