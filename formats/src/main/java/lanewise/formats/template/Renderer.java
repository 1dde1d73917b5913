package lanewise.formats.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders statements. Not thread-safe: it serves one rendering. */
final class Renderer {
  /** What happens after a statement. */
  private enum Flow {
    GO_ON,
    BREAK,
    CONTINUE
  }

  private final Budget budget;
  private final Evaluator evaluator;

  /** Characters of the texts that are being made, one inside the other. */
  private long pending;

  Renderer(Budget budget) {
    this.budget = budget;
    this.evaluator = new Evaluator(budget);
  }

  /** Renders a whole template in its own scope. */
  String render(List<Statement> statements, Scope scope) {
    StringBuilder out = new StringBuilder();
    body(statements, scope, out, 0);
    return out.toString();
  }

  private void append(StringBuilder out, String text) {
    budget.grow(pending, text.length());
    pending += text.length();
    out.append(text);
  }

  /** What a body renders, as a text of its own. */
  private String captured(List<Statement> statements, Scope scope, int loopDepth) {
    StringBuilder out = new StringBuilder();
    body(statements, scope, out, loopDepth);
    pending -= out.length();
    return out.toString();
  }

  private Flow body(List<Statement> statements, Scope scope, StringBuilder out, int loopDepth) {
    budget.enter();
    Flow flow = Flow.GO_ON;
    for (int i = 0; flow == Flow.GO_ON && i < statements.size(); i++) {
      flow = statement(statements.get(i), scope, out, loopDepth);
    }
    budget.leave();
    return flow;
  }

  private Flow statement(Statement statement, Scope scope, StringBuilder out, int loopDepth) {
    budget.step();
    switch (statement) {
      case Statement.Data(String text) -> append(out, text);
      case Statement.Print(int line, Expression expression) -> {
        budget.at(line);
        append(out, PythonText.str(evaluator.evaluate(expression, scope), budget));
      }
      case Statement.If choice -> {
        budget.at(choice.line());
        for (Statement.Branch branch : choice.branches()) {
          if (evaluator.evaluate(branch.condition(), scope).isTrue()) {
            return body(branch.body(), scope, out, loopDepth);
          }
        }
        return body(choice.otherwise(), scope, out, loopDepth);
      }
      case Statement.For loop -> loop(loop, scope, out, loopDepth);
      case Statement.Set(int line, Statement.Target target, Expression value) -> {
        budget.at(line);
        assign(target, evaluator.evaluate(value, scope), scope);
      }
      case Statement.SetBlock block -> {
        Scope inside = new Scope(scope);
        inside.set(StatementParser.BODY, new Value.Text(captured(block.body(), inside, loopDepth)));
        budget.at(block.line());
        assign(block.target(), evaluator.evaluate(block.filtered(), inside), scope);
      }
      case Statement.Macro(int _, Statement.Callable callable) ->
          scope.set(callable.name(), macro(callable, scope));
      case Statement.CallBlock block -> {
        budget.at(block.line());
        append(out, PythonText.str(callWith(block, scope), budget));
      }
      case Statement.FilterBlock block -> {
        Scope inside = new Scope(scope);
        inside.set(StatementParser.BODY, new Value.Text(captured(block.body(), inside, loopDepth)));
        budget.at(block.line());
        append(out, PythonText.str(evaluator.evaluate(block.filtered(), inside), budget));
      }
      case Statement.With with -> {
        budget.at(with.line());
        Scope inside = new Scope(scope);
        for (int i = 0; i < with.names().size(); i++) {
          inside.set(with.names().get(i), evaluator.evaluate(with.values().get(i), scope));
        }
        return body(with.body(), inside, out, loopDepth);
      }
      case Statement.Break _ -> {
        return Flow.BREAK;
      }
      case Statement.Continue _ -> {
        return Flow.CONTINUE;
      }
    }
    return Flow.GO_ON;
  }

  private void loop(Statement.For loop, Scope scope, StringBuilder out, int depth) {
    budget.at(loop.line());
    rounds(loop, evaluator.evaluate(loop.elements(), scope), scope, out, depth);
  }

  private void rounds(Statement.For loop, Value over, Scope scope, StringBuilder out, int depth) {
    List<Value> elements = Members.elements(over, budget);
    if (loop.filter() != null) {
      List<Value> kept = new ArrayList<>();
      for (Value element : elements) {
        Scope inside = new Scope(scope);
        unpack(loop.names(), element, inside);
        if (evaluator.evaluate(loop.filter(), inside).isTrue()) {
          kept.add(element);
        }
      }
      elements = kept;
    }
    if (elements.isEmpty()) {
      body(loop.otherwise(), scope, out, depth);
      return;
    }
    LoopState state = new LoopState(elements, depth);
    Value loopValue = new Value.Loop(state, loop.recursive() ? again(loop, scope, depth) : null);
    for (int i = 0; i < elements.size(); i++) {
      budget.step();
      state.moveTo(i);
      Scope inside = new Scope(scope);
      inside.set("loop", loopValue);
      unpack(loop.names(), elements.get(i), inside);
      if (body(loop.body(), inside, out, depth + 1) == Flow.BREAK) {
        break;
      }
    }
  }

  /** Goes over other elements in the same way. */
  private Value.Body again(Statement.For loop, Scope scope, int depth) {
    return arguments -> {
      arguments.allow("iterable");
      StringBuilder inner = new StringBuilder();
      budget.enter();
      rounds(loop, arguments.get(0, "iterable"), scope, inner, depth + 1);
      budget.leave();
      pending -= inner.length();
      return new Value.Text(inner.toString());
    };
  }

  private void unpack(List<String> names, Value value, Scope scope) {
    if (names.size() == 1) {
      scope.set(names.getFirst(), value);
      return;
    }
    List<Value> parts = Members.elements(value, budget);
    if (parts.size() != names.size()) {
      throw budget.error(
          "found " + parts.size() + " values for the " + names.size() + " names " + names);
    }
    for (int i = 0; i < names.size(); i++) {
      scope.set(names.get(i), parts.get(i));
    }
  }

  private void assign(Statement.Target target, Value value, Scope scope) {
    if (target.member() == null) {
      unpack(target.names(), value, scope);
      return;
    }
    String name = target.names().getFirst();
    if (!(scope.get(name) instanceof Value.Namespace(Map<String, Value> members))) {
      throw budget.error("members can be set in a namespace only, and " + name + " is none");
    }
    members.put(target.member(), value);
  }

  private Value macro(Statement.Callable callable, Scope defined) {
    return new Value.Function(
        callable.name(),
        arguments -> {
          Scope inside = new Scope(defined);
          bind(callable, arguments, inside);
          int line = budget.line();
          budget.enter();
          String text = captured(callable.body(), inside, 0);
          budget.leave();
          budget.at(line);
          return new Value.Text(text);
        });
  }

  private void bind(Statement.Callable callable, Arguments arguments, Scope inside) {
    List<String> parameters = callable.parameters();
    Value caller = arguments.named().get("caller");
    if (caller != null && !parameters.contains("caller")) {
      inside.set("caller", caller);
    } else {
      arguments.allow(parameters.toArray(new String[0]));
    }
    int firstDefault = parameters.size() - callable.defaults().size();
    for (int i = 0; i < parameters.size(); i++) {
      String name = parameters.get(i);
      if (arguments.has(i, name)) {
        inside.set(name, arguments.get(i, name));
      } else if (i >= firstDefault) {
        Expression otherwise = callable.defaults().get(i - firstDefault);
        inside.set(name, evaluator.evaluate(otherwise, inside));
      } else {
        inside.set(name, new Value.Undefined(name));
      }
    }
  }

  private Value callWith(Statement.CallBlock block, Scope scope) {
    Expression.Call call = block.call();
    Value callee = evaluator.evaluate(call.callee(), scope);
    if (!(callee instanceof Value.Function(String name, Value.Body body))) {
      throw budget.error(callee.kind() + " can't be called");
    }
    Arguments arguments = evaluator.arguments(name, call.arguments(), scope);
    Map<String, Value> named = new LinkedHashMap<>(arguments.named());
    named.put("caller", macro(block.caller(), scope));
    return body.call(new Arguments(budget, name, arguments.positional(), named));
  }
}
