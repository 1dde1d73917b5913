package lanewise.formats.tokenizer;

import java.util.ArrayList;
import java.util.List;
import lanewise.formats.tokenizer.PiecePattern.Code;
import lanewise.formats.tokenizer.PiecePattern.Instruction;

/** Reads regular expressions as Oniguruma writes them, the part that tokenizers' patterns use. */
final class PiecePatternParser {
  private static final int MOST_INSTRUCTIONS = 4096;
  private static final int MOST_DEPTH = 32;
  private static final int UNLIMITED = Integer.MAX_VALUE;

  private final String source;
  private final int[] pattern;
  private final List<CodePointSet> sets = new ArrayList<>();
  private int at;
  private int depth;

  PiecePatternParser(String source) {
    this.source = source;
    this.pattern = source.codePoints().toArray();
  }

  PiecePattern parse() {
    List<Instruction> program = alternatives(false);
    if (at < pattern.length) {
      throw error("\")\" closes nothing");
    }
    program.add(new Instruction(Code.MATCH, 0, 0, 0));
    sets.add(new CodePointSet());
    program.add(new Instruction(Code.SET, sets.size() - 1, 0, 0)); // never reached, always fails
    sets.forEach(CodePointSet::sealed);
    return new PiecePattern(
        source, program.toArray(new Instruction[0]), sets.toArray(new CodePointSet[0]));
  }

  private IllegalArgumentException error(String problem) {
    return new IllegalArgumentException(
        "the pattern " + source + ", character " + (at + 1) + ": " + problem);
  }

  private boolean take(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      if (at + i >= pattern.length || pattern[at + i] != text.charAt(i)) {
        return false;
      }
    }
    at += length;
    return true;
  }

  private List<Instruction> alternatives(boolean anyCase) {
    if (++depth > MOST_DEPTH) {
      throw error("nests deeper than " + MOST_DEPTH);
    }
    List<List<Instruction>> choices = new ArrayList<>();
    do {
      choices.add(sequence(anyCase));
    } while (take("|"));
    depth--;
    List<Instruction> all = choices.getLast();
    for (int i = choices.size() - 2; i >= 0; i--) {
      List<Instruction> first = choices.get(i);
      List<Instruction> joined = new ArrayList<>();
      joined.add(new Instruction(Code.SPLIT, 1, first.size() + 2, 0));
      append(joined, first);
      joined.add(new Instruction(Code.JUMP, joined.size() + 1 + all.size(), 0, 0));
      append(joined, all);
      all = joined;
    }
    return all;
  }

  /** Appends instructions whose targets count from their own first one. */
  private void append(List<Instruction> to, List<Instruction> from) {
    int shift = to.size();
    if (shift + from.size() > MOST_INSTRUCTIONS) {
      throw error("is longer than " + MOST_INSTRUCTIONS + " steps");
    }
    for (Instruction i : from) {
      to.add(
          switch (i.code()) {
            case SPLIT, LOOK -> new Instruction(i.code(), i.a() + shift, i.b() + shift, i.c());
            case JUMP -> new Instruction(i.code(), i.a() + shift, 0, 0);
            default -> i;
          });
    }
  }

  private List<Instruction> sequence(boolean outerCase) {
    boolean anyCase = outerCase;
    List<Instruction> program = new ArrayList<>();
    while (at < pattern.length && pattern[at] != '|' && pattern[at] != ')') {
      if (take("(?i)")) {
        anyCase = true;
        continue;
      }
      CodePointSet set = null;
      List<Instruction> group = null;
      if (take("(")) {
        group = group(anyCase);
      } else if (take("^") || take("\\A")) {
        program.add(new Instruction(Code.TEXT_START, 0, 0, 0));
        continue;
      } else if (take("$") || take("\\z") || take("\\Z")) {
        program.add(new Instruction(Code.TEXT_END, 0, 0, 0));
        continue;
      } else {
        set = set(anyCase);
      }
      repeat(program, set, group);
    }
    return program;
  }

  private List<Instruction> group(boolean anyCase) {
    boolean ahead = take("?=");
    boolean notAhead = !ahead && take("?!");
    boolean inside = anyCase;
    if (!ahead && !notAhead) {
      if (take("?i:")) {
        inside = true;
      } else if (!take("?:") && at < pattern.length && pattern[at] == '?') {
        throw error("this kind of group is not supported");
      }
    }
    List<Instruction> body = alternatives(inside);
    if (!take(")")) {
      throw error("a group has no end");
    }
    if (!ahead && !notAhead) {
      return body;
    }
    List<Instruction> look = new ArrayList<>();
    look.add(new Instruction(Code.LOOK, 1, body.size() + 2, notAhead ? 1 : 0));
    append(look, body);
    look.add(new Instruction(Code.MATCH, 0, 0, 0));
    return look;
  }

  /** Appends a class or a group as often as the quantifier behind it says. */
  private void repeat(List<Instruction> program, CodePointSet set, List<Instruction> group) {
    int least = 1;
    int most = 1;
    if (take("*")) {
      least = 0;
      most = UNLIMITED;
    } else if (take("+")) {
      most = UNLIMITED;
    } else if (take("?")) {
      least = 0;
    } else if (at < pattern.length && pattern[at] == '{') {
      at++;
      least = number(0);
      most = take(",") ? number(UNLIMITED) : least;
      if (!take("}") || most < least) {
        throw error("a quantifier is {n}, {n,} or {n,m}");
      }
    } else {
      if (set != null) {
        program.add(new Instruction(Code.SET, indexOf(set), 0, 0));
      } else {
        append(program, group);
      }
      return;
    }
    boolean lazy = take("?");
    boolean possessive = !lazy && take("+");
    if (set != null) {
      Code code = lazy ? Code.LAZY : possessive ? Code.POSSESSIVE : Code.GREEDY;
      program.add(new Instruction(code, indexOf(set), least, most));
      return;
    }
    if (possessive) {
      throw error("a group that never gives back is not supported");
    }
    for (int i = 0; i < least; i++) {
      append(program, group);
    }
    if (most == UNLIMITED) {
      loop(program, group, lazy);
    } else {
      for (int i = least; i < most; i++) {
        int behind = program.size() + 1 + (most - i) * (group.size() + 1) - 1;
        split(program, program.size() + 1, behind, lazy);
        append(program, group);
      }
    }
  }

  private void loop(List<Instruction> program, List<Instruction> group, boolean lazy) {
    if (mayBeEmpty(group)) {
      throw error("repeats what may be empty");
    }
    int start = program.size();
    split(program, start + 1, start + group.size() + 2, lazy);
    append(program, group);
    program.add(new Instruction(Code.JUMP, start, 0, 0));
  }

  private static void split(List<Instruction> program, int into, int behind, boolean lazy) {
    program.add(
        lazy
            ? new Instruction(Code.SPLIT, behind, into, 0)
            : new Instruction(Code.SPLIT, into, behind, 0));
  }

  /** Whether there is a way through that takes no character. */
  private static boolean mayBeEmpty(List<Instruction> group) {
    boolean[] reached = new boolean[group.size() + 1];
    reached[0] = true;
    for (int i = 0; i < group.size(); i++) {
      if (!reached[i]) {
        continue;
      }
      Instruction instruction = group.get(i);
      switch (instruction.code()) {
        case SET, MATCH -> {}
        case GREEDY, POSSESSIVE, LAZY -> reached[i + 1] |= instruction.b() == 0;
        case SPLIT -> {
          reached[instruction.a()] = true;
          reached[instruction.b()] = true;
        }
        case JUMP -> reached[instruction.a()] = true;
        case LOOK -> reached[instruction.b()] = true;
        case TEXT_START, TEXT_END -> reached[i + 1] = true;
      }
    }
    return reached[group.size()];
  }

  private int number(int otherwise) {
    int start = at;
    int value = 0;
    while (at < pattern.length && pattern[at] >= '0' && pattern[at] <= '9' && value < 1000) {
      value = 10 * value + pattern[at++] - '0';
    }
    if (value >= 1000) {
      throw error("repeats more than 999 times");
    }
    return at == start ? otherwise : value;
  }

  private int indexOf(CodePointSet set) {
    sets.add(set);
    return sets.size() - 1;
  }

  /** One character, an escape, a class, or any character but a line's end. */
  private CodePointSet set(boolean anyCase) {
    int c = pattern[at++];
    return switch (c) {
      case '.' -> new CodePointSet().add('\n', '\n').negate();
      case '[' -> bracket(anyCase);
      case '\\' -> escape(new CodePointSet(), anyCase);
      case '*', '+', '?' -> throw error("\"" + (char) c + "\" repeats nothing");
      default -> new CodePointSet().addLetter(c, anyCase);
    };
  }

  private CodePointSet bracket(boolean anyCase) {
    if (++depth > MOST_DEPTH) {
      throw error("nests deeper than " + MOST_DEPTH);
    }
    boolean negated = take("^");
    CodePointSet set = members(anyCase);
    at++;
    depth--;
    return negated ? set.negate() : set;
  }

  /** What stands in a class, up to the bracket that ends it. */
  private CodePointSet members(boolean anyCase) {
    CodePointSet set = new CodePointSet();
    for (boolean first = true; ; first = false) {
      if (at >= pattern.length) {
        throw error("a class has no end");
      }
      if (pattern[at] == ']' && !first) {
        return set;
      }
      if (take("&&")) {
        return set.limitTo(members(anyCase));
      }
      member(set, anyCase);
    }
  }

  private void member(CodePointSet set, boolean anyCase) {
    int c = pattern[at++];
    if (c == '[') {
      set.addSet(bracket(anyCase));
      return;
    }
    if (c == '\\' && at < pattern.length && "pPsSdDwWhH".indexOf(pattern[at]) >= 0) {
      escape(set, anyCase);
      return;
    }
    int low = c == '\\' ? character() : c;
    boolean range = at + 1 < pattern.length && pattern[at] == '-' && pattern[at + 1] != ']';
    if (!range) {
      set.addLetter(low, anyCase);
      return;
    }
    at++;
    int high = pattern[at++];
    if (high == '\\') {
      high = character();
    }
    if (high < low) {
      throw error("a range ends before it begins");
    }
    set.add(low, high);
  }

  private CodePointSet escape(CodePointSet set, boolean anyCase) {
    if (at >= pattern.length) {
      throw error("ends in a backslash");
    }
    int c = pattern[at];
    switch (c) {
      case 's', 'S' -> set.addWhiteSpace(c == 'S');
      case 'w', 'W' -> set.addWord(c == 'W');
      case 'd' -> set.addCategories(Categories.bits("Nd"));
      case 'D' -> set.addCategories(~Categories.bits("Nd"));
      case 'p', 'P' -> {
        property(set, c == 'P');
        return set;
      }
      default -> {
        return set.addLetter(character(), anyCase);
      }
    }
    at++;
    return set;
  }

  /** What follows a backslash, where that is one character. */
  private int character() {
    if (at >= pattern.length) {
      throw error("ends in a backslash");
    }
    int c = pattern[at++];
    return switch (c) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'v' -> 0x0B;
      case 'x', 'u' -> hexadecimal(c == 'x' ? 2 : 4);
      default -> {
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
          throw error("the escape \\" + (char) c + " is not supported");
        }
        yield c;
      }
    };
  }

  private int hexadecimal(int digits) {
    boolean braces = take("{");
    int value = 0;
    int read = 0;
    while (at < pattern.length
        && (braces ? pattern[at] != '}' : read < digits)
        && Character.digit(pattern[at], 16) >= 0
        && read < 6) {
      value = 16 * value + Character.digit(pattern[at++], 16);
      read++;
    }
    if (read == 0 || braces && !take("}") || value > Character.MAX_CODE_POINT) {
      throw error("a character's number is wrong");
    }
    return value;
  }

  private void property(CodePointSet set, boolean inverse) {
    at++;
    if (!take("{")) {
      throw error("\\p needs a name in braces");
    }
    boolean negated = inverse != take("^");
    int start = at;
    while (at < pattern.length && pattern[at] != '}') {
      at++;
    }
    String name = new String(pattern, start, at - start);
    if (!take("}")) {
      throw error("\\p has no end");
    }
    if (name.equals("Han")) {
      CodePointSet han = Categories.han();
      set.addSet(negated ? han.negate() : han);
      return;
    }
    int bits = Categories.bits(name);
    if (bits == 0) {
      throw error("the property " + name + " is not known");
    }
    set.addCategories(negated ? ~bits : bits);
  }
}
