package lanewise.formats.template;

import java.util.List;

/** Where a loop is. Not thread-safe. */
final class LoopState {
  private final List<Value> elements;
  private final int depth;
  private int index;
  private List<Value> lastChecked;

  LoopState(List<Value> elements, int depth) {
    this.elements = elements;
    this.depth = depth;
  }

  void moveTo(int newIndex) {
    index = newIndex;
  }

  /** What {@code loop.name} is; null if there is no such member. */
  Value member(String name) {
    int length = elements.size();
    return switch (name) {
      case "index" -> new Value.Whole(index + 1L);
      case "index0" -> new Value.Whole(index);
      case "revindex" -> new Value.Whole(length - index);
      case "revindex0" -> new Value.Whole(length - index - 1L);
      case "first" -> Value.of(index == 0);
      case "last" -> Value.of(index == length - 1);
      case "length" -> new Value.Whole(length);
      case "depth" -> new Value.Whole(depth + 1L);
      case "depth0" -> new Value.Whole(depth);
      case "previtem" -> neighbour(index - 1, "previtem");
      case "nextitem" -> neighbour(index + 1, "nextitem");
      case "cycle" -> new Value.Function("loop.cycle", this::cycle);
      case "changed" -> new Value.Function("loop.changed", this::changed);
      default -> null;
    };
  }

  int depth() {
    return depth;
  }

  private Value neighbour(int at, String name) {
    return at >= 0 && at < elements.size() ? elements.get(at) : new Value.Undefined("loop." + name);
  }

  private Value cycle(Arguments arguments) {
    List<Value> choices = arguments.positional();
    if (choices.isEmpty()) {
      throw arguments.error("needs values to go round");
    }
    return choices.get(index % choices.size());
  }

  private Value changed(Arguments arguments) {
    List<Value> now = arguments.positional();
    boolean same =
        lastChecked != null
            && Comparisons.equal(Value.list(now), Value.list(lastChecked), arguments.budget());
    lastChecked = now;
    return Value.of(!same);
  }
}
