package lanewise.engine.op.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import lanewise.engine.graph.InvalidNodeException;

/**
 * A regular expression as an automaton whose states are all followed at once (Thompson's
 * construction), so that matching takes time in proportion to the text's length times the
 * pattern's, whatever they are.
 */
final class LinearRegex {
  private static final int MOST_STATES = 50_000;

  /** A state: a code point leads on, or a place without one, or neither is needed. */
  private static final class State {
    IntPredicate accepts;
    RegexNode.Kind place;
    int next = -1;
    int other = -1;
  }

  private final List<State> states = new ArrayList<>();
  private int start;
  private int end;

  private LinearRegex() {}

  static LinearRegex compile(String pattern) {
    LinearRegex regex = new LinearRegex();
    RegexNode node = RegexParser.parse(pattern);
    regex.end = regex.add();
    regex.start = regex.build(node, regex.end);
    return regex;
  }

  private int add() {
    if (states.size() == MOST_STATES) {
      throw new InvalidNodeException(
          "the pattern, its repetitions written out, has more than " + MOST_STATES + " parts");
    }
    states.add(new State());
    return states.size() - 1;
  }

  /** The state from which {@code node} leads to {@code after}. */
  private int build(RegexNode node, int after) {
    return switch (node) {
      case RegexNode.Single single -> {
        int state = add();
        states.get(state).accepts = single.accepts();
        states.get(state).next = after;
        yield state;
      }
      case RegexNode.Place place -> {
        int state = add();
        states.get(state).place = place.kind();
        states.get(state).next = after;
        yield state;
      }
      case RegexNode.Sequence sequence -> {
        int first = after;
        for (RegexNode part : sequence.parts().reversed()) {
          first = build(part, first);
        }
        yield first;
      }
      case RegexNode.Choice choice -> {
        int first = build(choice.options().getLast(), after);
        for (int i = choice.options().size() - 2; i >= 0; i--) {
          first = fork(build(choice.options().get(i), after), first);
        }
        yield first;
      }
      case RegexNode.Repeat repeat -> repeat(repeat, after);
    };
  }

  private int fork(int next, int other) {
    int state = add();
    states.get(state).next = next;
    states.get(state).other = other;
    return state;
  }

  private int repeat(RegexNode.Repeat repeat, int after) {
    int first = after;
    if (repeat.most() < 0) {
      int loop = fork(after, after);
      states.get(loop).next = build(repeat.part(), loop);
      first = loop;
    } else {
      for (int i = repeat.least(); i < repeat.most(); i++) {
        int again = build(repeat.part(), first);
        if (again == first) {
          break;
        }
        first = fork(again, after);
      }
    }
    for (int i = 0; i < repeat.least(); i++) {
      int again = build(repeat.part(), first);
      if (again == first) {
        break; // The part is empty, however often it comes.
      }
      first = again;
    }
    return first;
  }

  /** Whether the whole text matches. */
  boolean matches(String text) {
    int[] codePoints = text.codePoints().toArray();
    StateSet current = new StateSet(states.size());
    StateSet following = new StateSet(states.size());
    reach(start, codePoints, 0, current);
    for (int at = 0; at < codePoints.length; at++) {
      following.clear();
      for (int i = 0; i < current.size; i++) {
        State state = states.get(current.members[i]);
        if (state.accepts != null && state.accepts.test(codePoints[at])) {
          reach(state.next, codePoints, at + 1, following);
        }
      }
      StateSet swapped = current;
      current = following;
      following = swapped;
      if (current.size == 0) {
        return false;
      }
    }
    return current.has(end);
  }

  /** Adds a state and all that it leads to without a code point. */
  private void reach(int first, int[] text, int at, StateSet reached) {
    int done = reached.size;
    reached.add(first);
    for (; done < reached.size; done++) {
      State state = states.get(reached.members[done]);
      if (state.accepts != null || state.place != null && !isAt(state.place, text, at)) {
        continue;
      }
      if (state.next >= 0) {
        reached.add(state.next);
      }
      if (state.other >= 0) {
        reached.add(state.other);
      }
    }
  }

  private static boolean isAt(RegexNode.Kind place, int[] text, int at) {
    boolean before = at > 0 && RegexParser.isWord(text[at - 1]);
    boolean after = at < text.length && RegexParser.isWord(text[at]);
    return switch (place) {
      case TEXT_START -> at == 0;
      case TEXT_END -> at == text.length;
      case LINE_START -> at == 0 || text[at - 1] == '\n';
      case LINE_END -> at == text.length || text[at] == '\n';
      case WORD_BOUNDARY -> before != after;
      case NO_WORD_BOUNDARY -> before == after;
    };
  }

  /** Numbers of states, each once, in the order of coming. */
  private static final class StateSet {
    final int[] members;
    private final boolean[] present;
    int size;

    StateSet(int capacity) {
      members = new int[capacity];
      present = new boolean[capacity];
    }

    void add(int state) {
      if (!present[state]) {
        present[state] = true;
        members[size++] = state;
      }
    }

    boolean has(int state) {
      return present[state];
    }

    void clear() {
      for (int i = 0; i < size; i++) {
        present[members[i]] = false;
      }
      Arrays.fill(members, 0, size, 0);
      size = 0;
    }
  }
}
