package lanewise.formats.tokenizer;

import java.util.ArrayList;
import java.util.List;

/** Cuts the texts' tokens before special tokens come around them. */
final class Truncator {
  private Truncator() {}

  /** The tokens that stay of one text. */
  static TokenSequence cut(TokenSequence tokens, Truncation truncation, int added) {
    int room = room(truncation, added);
    if (tokens.length() <= room) {
      return tokens;
    }
    return keep(tokens, room, truncation.direction());
  }

  /** The tokens that stay of each text of a pair. */
  static TokenSequence[] cutPair(
      TokenSequence first, TokenSequence second, Truncation truncation, int added) {
    int room = room(truncation, added);
    long total = (long) first.length() + second.length();
    if (total <= room) {
      return new TokenSequence[] {first, second};
    }
    int firstLength = first.length();
    int secondLength = second.length();
    int excess = (int) (total - room);
    switch (truncation.strategy()) {
      case ONLY_FIRST -> firstLength = shorten("first", firstLength, excess, room);
      case ONLY_SECOND -> secondLength = shorten("second", secondLength, excess, room);
      case LONGEST_FIRST -> {
        // The shorter one stays whole while it has less than half the room.
        int shorter = Math.min(firstLength, secondLength);
        int longer = Math.max(shorter, shorter > room ? shorter : room - shorter);
        if (shorter + longer > room) {
          shorter = room / 2;
          longer = shorter + room % 2;
        }
        boolean swapped = firstLength > secondLength;
        firstLength = swapped ? longer : shorter;
        secondLength = swapped ? shorter : longer;
      }
    }
    return new TokenSequence[] {
      keep(first, firstLength, truncation.direction()),
      keep(second, secondLength, truncation.direction())
    };
  }

  /** One text's tokens as windows that overlap by the truncation's stride. */
  static List<TokenSequence> windows(TokenSequence tokens, Truncation truncation, int added) {
    int room = room(truncation, added);
    int length = tokens.length();
    if (length <= room) {
      return List.of(tokens);
    }
    if (truncation.stride() >= room) {
      throw new IllegalArgumentException(
          "stride is "
              + truncation.stride()
              + ", expected less than the "
              + room
              + " tokens that a window has beside special tokens");
    }
    int step = room - truncation.stride();
    List<TokenSequence> windows = new ArrayList<>();
    boolean forward = truncation.direction() == Direction.RIGHT;
    int start = forward ? 0 : length - room;
    while (true) {
      int end = forward ? Math.min(start + room, length) : start + room;
      windows.add(part(tokens, Math.max(start, 0), end));
      if (forward ? end == length : start <= 0) {
        return windows;
      }
      start += forward ? step : -step;
    }
  }

  private static int room(Truncation truncation, int added) {
    if (truncation.maxLength() < added) {
      throw new IllegalArgumentException(
          "maxLength is "
              + truncation.maxLength()
              + ", expected at least the "
              + added
              + " special tokens that are added");
    }
    return truncation.maxLength() - added;
  }

  private static int shorten(String which, int length, int excess, int room) {
    if (length <= excess) {
      throw new IllegalArgumentException(
          "the "
              + which
              + " text has "
              + length
              + " tokens, too few to take off the "
              + excess
              + " that a pair of at most "
              + room
              + " has too many");
    }
    return length - excess;
  }

  private static TokenSequence keep(TokenSequence tokens, int count, Direction direction) {
    if (count == tokens.length()) {
      return tokens;
    }
    return direction == Direction.RIGHT
        ? part(tokens, 0, count)
        : part(tokens, tokens.length() - count, tokens.length());
  }

  private static TokenSequence part(TokenSequence tokens, int from, int to) {
    TokenSequence result = new TokenSequence(to - from);
    result.addAll(tokens, from, to, 0);
    return result;
  }
}
