package lanewise.engine.op.text;

import java.util.List;
import java.util.function.IntPredicate;

/** A part of a regular expression. */
sealed interface RegexNode {
  /** One code point. */
  record Single(IntPredicate accepts) implements RegexNode {}

  /** One after the other; none is the empty string. */
  record Sequence(List<RegexNode> parts) implements RegexNode {}

  /** One of several. */
  record Choice(List<RegexNode> options) implements RegexNode {}

  /**
   * A part again and again.
   *
   * @param most -1 for no limit
   */
  record Repeat(RegexNode part, int least, int most) implements RegexNode {}

  /** A place between code points. */
  record Place(Kind kind) implements RegexNode {}

  /** What a place is. */
  enum Kind {
    TEXT_START,
    TEXT_END,
    LINE_START,
    LINE_END,
    WORD_BOUNDARY,
    NO_WORD_BOUNDARY
  }
}
