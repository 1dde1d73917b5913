package lanewise.formats.tokenizer;

import java.util.List;

/** Turns tokens back into text: the {@code decoder} of a {@code tokenizer.json}. */
sealed interface Decoder
    permits ByteLevelDecoder, SentencePieceDecoder, WordPieceDecoder, Decoder.Spaces {
  String decode(List<String> tokens);

  /** Where the file names no decoder: the tokens with a space between each. */
  record Spaces() implements Decoder {
    @Override
    public String decode(List<String> tokens) {
      return String.join(" ", tokens);
    }
  }
}
