package lanewise.formats.tokenizer;

import java.util.List;

/**
 * Cuts a normalized text into the pieces that the model takes: the {@code pre_tokenizer} of a
 * {@code tokenizer.json}. Immutable and thread-safe.
 */
sealed interface PreTokenizer
    permits CharacterPreTokenizer, PatternPreTokenizer, PreTokenizer.Sequence {
  /** Cuts each piece further; the result may be of another text, where a component changes it. */
  Pieces split(Pieces pieces);

  /** One after the other; none cuts nothing. */
  record Sequence(List<PreTokenizer> preTokenizers) implements PreTokenizer {
    public Sequence {
      preTokenizers = List.copyOf(preTokenizers);
    }

    @Override
    public Pieces split(Pieces pieces) {
      Pieces current = pieces;
      for (PreTokenizer preTokenizer : preTokenizers) {
        current = preTokenizer.split(current);
      }
      return current;
    }
  }
}
