package lanewise.formats.tokenizer;

import java.util.List;

/**
 * Changes a text before it is cut: the {@code normalizer} of a {@code tokenizer.json}. Immutable
 * and thread-safe. What is new in a text takes the alignment of what it stands for.
 */
sealed interface Normalizer
    permits BertNormalizer,
        PrependNormalizer,
        CharacterNormalizer,
        ReplaceNormalizer,
        UnicodeForm,
        Normalizer.Sequence {
  /** The changed text; may be the given one, where nothing changes. */
  AlignedText normalize(AlignedText text);

  /** One after the other; none changes nothing. */
  record Sequence(List<Normalizer> normalizers) implements Normalizer {
    public Sequence {
      normalizers = List.copyOf(normalizers);
    }

    @Override
    public AlignedText normalize(AlignedText text) {
      AlignedText current = text;
      for (Normalizer normalizer : normalizers) {
        current = normalizer.normalize(current);
      }
      return current;
    }
  }
}
