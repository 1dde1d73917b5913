package lanewise.formats.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes expressions. Not thread-safe: it counts against one rendering's budget. */
final class Evaluator {
  private final Budget budget;

  Evaluator(Budget budget) {
    this.budget = budget;
  }

  Value evaluate(Expression expression, Scope scope) {
    budget.step();
    budget.enter();
    Value value =
        switch (expression) {
          case Expression.Literal(Value literal) -> literal;
          case Expression.Name(String name) -> scope.get(name);
          case Expression.ListLiteral(List<Expression> elements, boolean tuple) ->
              new Value.Sequence(evaluateAll(elements, scope), tuple);
          case Expression.DictLiteral dict -> dict(dict, scope);
          case Expression.Not(Expression operand) -> Value.of(!evaluate(operand, scope).isTrue());
          case Expression.Sign(boolean negative, Expression operand) ->
              Arithmetics.signed(negative, evaluate(operand, scope), budget);
          case Expression.Logic(boolean and, Expression left, Expression right) -> {
            Value first = evaluate(left, scope);
            yield first.isTrue() == and ? evaluate(right, scope) : first;
          }
          case Expression.Arithmetic(String operator, Expression left, Expression right) ->
              Arithmetics.apply(operator, evaluate(left, scope), evaluate(right, scope), budget);
          case Expression.Comparison comparison -> comparison(comparison, scope);
          case Expression.Member(Expression object, String name) ->
              Members.member(evaluate(object, scope), name, budget);
          case Expression.Item(Expression object, Expression index) ->
              Members.item(evaluate(object, scope), evaluate(index, scope), budget);
          case Expression.Slice slice -> slice(slice, scope);
          case Expression.Call call -> call(call, scope);
          case Expression.Filter(Expression input, String name, Expression.ArgumentList list) -> {
            Value filtered = evaluate(input, scope);
            yield Filters.apply(name, filtered, arguments("filter " + name, list, scope));
          }
          case Expression.Test(
                  Expression input,
                  boolean negated,
                  String name,
                  Expression.ArgumentList list) -> {
            Value tested = evaluate(input, scope);
            Arguments arguments = arguments("test " + name, list, scope);
            yield Value.of(ValueTests.holds(name, tested, arguments) != negated);
          }
          case Expression.Conditional(
                  Expression condition,
                  Expression then,
                  Expression otherwise) -> {
            if (evaluate(condition, scope).isTrue()) {
              yield evaluate(then, scope);
            }
            yield otherwise == null
                ? new Value.Undefined("an if without else")
                : evaluate(otherwise, scope);
          }
        };
    budget.leave();
    return value;
  }

  private List<Value> evaluateAll(List<Expression> expressions, Scope scope) {
    List<Value> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      values.add(evaluate(expression, scope));
    }
    return values;
  }

  private Value dict(Expression.DictLiteral dict, Scope scope) {
    Map<Value, Value> members = LinkedHashMap.newLinkedHashMap(dict.keys().size());
    for (int i = 0; i < dict.keys().size(); i++) {
      Value key = Comparisons.key(evaluate(dict.keys().get(i), scope), budget);
      members.put(key, evaluate(dict.values().get(i), scope));
    }
    return new Value.Mapping(members);
  }

  private Value comparison(Expression.Comparison comparison, Scope scope) {
    Value left = evaluate(comparison.first(), scope);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Value right = evaluate(comparison.others().get(i), scope);
      if (!Comparisons.holds(comparison.operators().get(i), left, right, budget)) {
        return Values.FALSE;
      }
      left = right;
    }
    return Values.TRUE;
  }

  private Value slice(Expression.Slice slice, Scope scope) {
    Value object = evaluate(slice.object(), scope);
    return Members.slice(
        object,
        bound(slice.from(), scope),
        bound(slice.to(), scope),
        bound(slice.step(), scope),
        budget);
  }

  /** A slice's bound; null where it is left out. */
  private Long bound(Expression expression, Scope scope) {
    Value value = expression == null ? Values.NONE : evaluate(expression, scope);
    return switch (value) {
      case Value.None _ -> null;
      case Value.Whole(long number) -> number;
      default -> throw budget.error("a slice's bound is " + value.kind());
    };
  }

  Value call(Expression.Call call, Scope scope) {
    Value callee = evaluate(call.callee(), scope);
    return switch (callee) {
      case Value.Function(String name, Value.Body body) ->
          body.call(arguments(name, call.arguments(), scope));
      case Value.Loop(LoopState _, Value.Body again) when again != null ->
          again.call(arguments("loop", call.arguments(), scope));
      default -> throw budget.error(callee.kind() + " can't be called");
    };
  }

  /** The arguments of a call, evaluated. */
  Arguments arguments(String callee, Expression.ArgumentList list, Scope scope) {
    Map<String, Value> named = LinkedHashMap.newLinkedHashMap(list.names().size());
    List<Value> positional = evaluateAll(list.positional(), scope);
    for (int i = 0; i < list.names().size(); i++) {
      named.put(list.names().get(i), evaluate(list.named().get(i), scope));
    }
    return new Arguments(budget, callee, positional, named);
  }
}
