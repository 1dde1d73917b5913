package lanewise.formats.tokenizer;

/**
 * Cuts text where a pattern matches: {@code Split} of a {@code tokenizer.json}.
 *
 * @param invert whether what the pattern does not match counts as the matches
 */
record PatternPreTokenizer(PiecePattern pattern, Behavior behavior, boolean invert)
    implements PreTokenizer {
  /** What becomes of a match. */
  enum Behavior {
    REMOVED,
    ISOLATED,
    CONTIGUOUS,
    WITH_PREVIOUS,
    WITH_NEXT
  }

  @Override
  public Pieces split(Pieces pieces) {
    AlignedText text = pieces.text();
    Pieces result = new Pieces(text, pieces.count() + text.length() / 4);
    for (int piece = 0; piece < pieces.count(); piece++) {
      Cutter cutter = new Cutter(result, pieces.start(piece));
      PiecePattern.Search search =
          pattern.search(text.codePoints(), pieces.start(piece), pieces.end(piece));
      int from = pieces.start(piece);
      while (search.next()) {
        cutter.part(from, search.start(), invert);
        cutter.part(search.start(), search.end(), !invert);
        from = search.end();
      }
      cutter.part(from, pieces.end(piece), invert);
      cutter.end();
    }
    return result;
  }

  /** Puts matches and what is between them together, as the behavior says. */
  private final class Cutter {
    private final Pieces result;
    private int start;
    private int end;
    private boolean lastIsMatch;
    private boolean open;

    Cutter(Pieces result, int start) {
      this.result = result;
      this.start = start;
      this.end = start;
    }

    void part(int from, int to, boolean isMatch) {
      if (from == to) {
        return;
      }
      boolean joins =
          open
              && switch (behavior) {
                case REMOVED, ISOLATED -> false;
                case CONTIGUOUS -> isMatch && lastIsMatch;
                case WITH_PREVIOUS -> isMatch && !lastIsMatch;
                case WITH_NEXT -> !isMatch && lastIsMatch;
              };
      if (!joins) {
        end();
        start = from;
      }
      end = to;
      open = !(isMatch && behavior == Behavior.REMOVED);
      lastIsMatch = isMatch;
    }

    void end() {
      if (open) {
        result.add(start, end);
      }
      open = false;
    }
  }
}
