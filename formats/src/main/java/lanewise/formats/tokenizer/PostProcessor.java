package lanewise.formats.tokenizer;

import java.util.List;

/**
 * Puts a model's tokens around one text or a pair: the {@code post_processor} of a {@code
 * tokenizer.json}, as a template of what comes in which order.
 *
 * @param single the template for one text
 * @param pair the template for two
 */
record PostProcessor(List<Part> single, List<Part> pair) {
  /** What a template is made of. */
  sealed interface Part permits Text, Special {}

  /** The first or the second text's tokens. */
  record Text(boolean second, int typeId) implements Part {}

  /** A special token. */
  record Special(int id, int typeId) implements Part {}

  /** Adds nothing: one text, or two one after the other. */
  static final PostProcessor NOTHING =
      new PostProcessor(
          List.of(new Text(false, 0)), List.of(new Text(false, 0), new Text(true, 1)));

  PostProcessor {
    single = List.copyOf(single);
    pair = List.copyOf(pair);
  }

  List<Part> template(boolean isPair) {
    return isPair ? pair : single;
  }

  /** How many tokens are added to one text, or to a pair. */
  int addedTokens(boolean isPair) {
    int count = 0;
    for (Part part : template(isPair)) {
      if (part instanceof Special) {
        count++;
      }
    }
    return count;
  }

  /**
   * The finished tokens.
   *
   * @param second the second text's tokens, or {@code null} where there is one text
   */
  TokenSequence process(TokenSequence first, TokenSequence second) {
    boolean isPair = second != null;
    int size = first.length() + (isPair ? second.length() : 0) + addedTokens(isPair);
    TokenSequence result = new TokenSequence(size);
    for (Part part : template(isPair)) {
      // Not a pattern switch: its first run costs a new process more than all the rest here.
      if (part instanceof Text text) {
        TokenSequence tokens = text.second() ? second : first;
        result.addAll(tokens, 0, tokens.length(), text.typeId());
      } else if (part instanceof Special special) {
        result.addSpecial(special.id(), special.typeId());
      }
    }
    return result;
  }
}
