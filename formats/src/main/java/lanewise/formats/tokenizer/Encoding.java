package lanewise.formats.tokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * A text, or a pair of them, as tokens. Immutable and thread-safe; the methods that give arrays
 * give copies.
 *
 * <p>Offsets are indices of {@code char}s (UTF-16 units) in the text that was encoded, the second
 * one's for tokens of a pair's second text; a token that stands for no text has 0 and 0.
 */
public final class Encoding {
  private final TokenSequence tokens;
  private final Tokenizer tokenizer;

  Encoding(TokenSequence tokens, Tokenizer tokenizer) {
    this.tokens = tokens;
    this.tokenizer = tokenizer;
  }

  /** How many tokens there are, padding included. */
  public int length() {
    return tokens.length();
  }

  /** The id of token {@code index}. */
  public int id(int index) {
    return tokens.id(check(index));
  }

  /** Which text of a pair token {@code index} is of, as the model wants it: 0 or 1. */
  public int typeId(int index) {
    return tokens.typeId(check(index));
  }

  /** The token as the vocabulary writes it; empty for a padding id that is no token's. */
  public String token(int index) {
    return tokenizer.tokenOrEmpty(id(index));
  }

  /** Where the token's text begins, as a {@code char} index. */
  public int start(int index) {
    return tokens.start(check(index));
  }

  /** Where the token's text ends, exclusive, as a {@code char} index. */
  public int end(int index) {
    return tokens.end(check(index));
  }

  /** Whether the post-processor or the padding added the token. */
  public boolean isSpecial(int index) {
    return tokens.isSpecial(check(index));
  }

  /** Whether the token is padding. */
  public boolean isPadding(int index) {
    return tokens.isPadding(check(index));
  }

  /** The token ids. */
  public int[] ids() {
    return tokens.ids();
  }

  /** A type id for each token. */
  public int[] typeIds() {
    int[] typeIds = new int[length()];
    for (int i = 0; i < typeIds.length; i++) {
      typeIds[i] = tokens.typeId(i);
    }
    return typeIds;
  }

  /** For each token 1, for padding 0. */
  public int[] attentionMask() {
    int[] mask = new int[length()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = tokens.isPadding(i) ? 0 : 1;
    }
    return mask;
  }

  /** For each token that the post-processor or the padding added 1, else 0. */
  public int[] specialTokensMask() {
    int[] mask = new int[length()];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = tokens.isSpecial(i) ? 1 : 0;
    }
    return mask;
  }

  /** The tokens as the vocabulary writes them. */
  public List<String> tokens() {
    List<String> list = new ArrayList<>(length());
    for (int i = 0; i < length(); i++) {
      list.add(token(i));
    }
    return Collections.unmodifiableList(list);
  }

  private int check(int index) {
    return Objects.checkIndex(index, length());
  }

  @Override
  public String toString() {
    return "Encoding" + tokens();
  }
}
