package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * A regular expression over code points, as tokenizers use them to cut text: no groups to be read,
 * no references back. Immutable and thread-safe.
 *
 * <p>A match is found by trying the alternatives in their order, as Oniguruma and Java do; a run of
 * one class is taken at once and given back step by step. The steps are counted: a pattern that
 * takes more than a constant for each character of the text is refused, so that time is linear.
 */
final class PiecePattern {
  /** What an instruction does. */
  enum Code {
    /** One code point of set {@code a}. */
    SET,
    /** {@code b} to {@code c} code points of set {@code a}, as many as there are, then fewer. */
    GREEDY,
    /** The same, never giving back. */
    POSSESSIVE,
    /** The same, as few as do. */
    LAZY,
    /** Go on at {@code a}, and if that fails, at {@code b}. */
    SPLIT,
    JUMP,
    /** Go on at {@code b} if what begins at {@code a} matches here ({@code c} 0) or not (1). */
    LOOK,
    TEXT_START,
    TEXT_END,
    MATCH
  }

  /** One step of the program. */
  record Instruction(Code code, int a, int b, int c) {}

  /** Steps that a text may take, for each code point of it. */
  private static final int STEPS_A_CODE_POINT = 500;

  private static final int LEAST_STEPS = 1 << 16;
  private static final int NO_MATCH = -1;

  private final String source;
  private final Instruction[] program;
  private final CodePointSet[] sets;

  PiecePattern(String source, Instruction[] program, CodePointSet[] sets) {
    this.source = source;
    this.program = program;
    this.sets = sets;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is not one, or uses what is not supported
   */
  static PiecePattern parse(String source) {
    return new PiecePatternParser(source).parse();
  }

  /** Looks for matches in one piece of a text. Not thread-safe. */
  Search search(int[] codePoints, int from, int to) {
    return new Search(codePoints, from, to);
  }

  /** Matches one after the other. */
  final class Search {
    private final int[] text;
    private final int from;
    private final int to;
    private long stepsLeft;
    private int start;
    private int end;

    /** Where to go on when an attempt fails: instruction, place, and the least place to go to. */
    private int[] stack = new int[96];

    private int stackSize;

    private Search(int[] text, int from, int to) {
      this.text = text;
      this.from = from;
      this.to = to;
      this.end = from;
      this.stepsLeft = LEAST_STEPS + (long) STEPS_A_CODE_POINT * (to - from);
    }

    int start() {
      return start;
    }

    int end() {
      return end;
    }

    /** Goes to the next match that is not empty. */
    boolean next() {
      for (int at = end; at < to; at++) {
        int matched = match(0, at);
        if (matched > at) {
          start = at;
          end = matched;
          return true;
        }
      }
      return false;
    }

    /** Where a match of the program from {@code pc} on that begins at {@code at} ends. */
    private int match(int pc, int at) {
      int bottom = stackSize;
      int result = run(pc, at, bottom);
      stackSize = bottom;
      return result;
    }

    private int run(int firstPc, int first, int bottom) {
      int pc = firstPc;
      int at = first;
      while (true) {
        if (--stepsLeft < 0) {
          throw new IllegalArgumentException(
              "the pattern " + source + " takes too long on this text");
        }
        Instruction instruction = program[pc];
        boolean fails = false;
        switch (instruction.code()) {
          case SET -> {
            fails = at >= to || !sets[instruction.a()].contains(text[at]);
            at++;
            pc++;
          }
          case GREEDY, POSSESSIVE, LAZY -> {
            int least = at + instruction.b();
            int most = (int) Math.min(to, (long) at + instruction.c());
            boolean lazy = instruction.code() == Code.LAZY;
            int reached = run(sets[instruction.a()], at, lazy ? Math.min(least, to) : most);
            fails = reached < least;
            pc++;
            if (!fails && instruction.code() == Code.GREEDY && reached > least) {
              push(pc, reached - 1, least, -1);
            } else if (!fails && lazy && reached < most) {
              push(pc, reached, most, instruction.a());
            }
            at = reached;
          }
          case SPLIT -> {
            push(instruction.b(), at, at, -1);
            pc = instruction.a();
          }
          case JUMP -> pc = instruction.a();
          case LOOK -> {
            boolean found = match(instruction.a(), at) != NO_MATCH;
            fails = found == (instruction.c() == 1);
            pc = instruction.b();
          }
          case TEXT_START -> {
            fails = at != from;
            pc++;
          }
          case TEXT_END -> {
            fails = at != to;
            pc++;
          }
          case MATCH -> {
            return at;
          }
        }
        if (fails) {
          if (stackSize == bottom) {
            return NO_MATCH;
          }
          int top = stackSize - 4;
          pc = stack[top];
          at = stack[top + 1];
          int bound = stack[top + 2];
          int lazySet = stack[top + 3];
          if (lazySet >= 0) {
            stackSize = top;
            if (sets[lazySet].contains(text[at])) {
              at++;
              if (at < bound) {
                push(pc, at, bound, lazySet);
              }
            } else {
              pc = deadEnd();
            }
          } else if (at > bound) {
            stack[top + 1] = at - 1;
          } else {
            stackSize = top;
          }
        }
      }
    }

    /** An instruction that always fails: a lazy run that met another character. */
    private int deadEnd() {
      return program.length - 1;
    }

    private int run(CodePointSet set, int first, int most) {
      int at = first;
      while (at < most && set.contains(text[at])) {
        at++;
      }
      stepsLeft -= (at - first) >> 3;
      return at;
    }

    private void push(int pc, int at, int bound, int lazySet) {
      if (stackSize + 4 > stack.length) {
        stack = Arrays.copyOf(stack, 2 * stack.length);
      }
      stack[stackSize++] = pc;
      stack[stackSize++] = at;
      stack[stackSize++] = bound;
      stack[stackSize++] = lazySet;
    }
  }
}
