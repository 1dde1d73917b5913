package lanewise.formats.tokenizer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All added tokens of a tokenizer, and where they stand in a text. Immutable. */
final class AddedTokens {
  private final List<AddedToken> tokens;
  private final Map<String, AddedToken> byContent = new HashMap<>();
  private final Map<Integer, AddedToken> byId = new HashMap<>();
  private final TokenTrie given = new TokenTrie();
  private final TokenTrie normalized = new TokenTrie();

  /** Takes what a text is cut into, from left to right. */
  interface Parts {
    /** The code points {@code from} to {@code to}, exclusive, that hold no added token. */
    void text(int from, int to);

    /** An added token that stands at {@code from} to {@code to}, exclusive. */
    void token(int id, int from, int to);
  }

  AddedTokens(List<AddedToken> tokens, Normalizer normalizer) {
    this.tokens = List.copyOf(tokens);
    for (int i = 0; i < tokens.size(); i++) {
      AddedToken token = tokens.get(i);
      byContent.put(token.content(), token);
      byId.put(token.id(), token);
      AlignedText text = AlignedText.of(token.content());
      if (token.normalized()) {
        text = normalizer.normalize(text);
      }
      if (text.length() > 0) {
        int[] codePoints = Arrays.copyOf(text.codePoints(), text.length());
        (token.normalized() ? normalized : given).add(codePoints, i);
      }
    }
  }

  /** The token with an id, or {@code null}. */
  AddedToken find(int id) {
    return byId.get(id);
  }

  /** The token with a content, or {@code null}. */
  AddedToken find(String content) {
    return byContent.get(content);
  }

  /** Cuts a text as it is given at the tokens that are looked for there. */
  void splitGiven(AlignedText text, Parts parts) {
    split(text, given, parts);
  }

  /** Cuts a normalized text at the tokens that are looked for there. */
  void splitNormalized(AlignedText text, Parts parts) {
    split(text, normalized, parts);
  }

  /** Leftmost match, of these the longest; what a match that does not count covers is not used. */
  private void split(AlignedText text, TokenTrie trie, Parts parts) {
    int length = text.length();
    int done = 0;
    int at = trie.isEmpty() ? length : 0;
    while (at < length) {
      int node = trie.find(text, at, length);
      if (node == TokenTrie.NONE) {
        at++;
        continue;
      }
      AddedToken token = tokens.get(trie.value(node));
      int start = at;
      int end = at + trie.length(node);
      at = end;
      if (token.singleWord() && (isWord(text, start - 1) || isWord(text, end))) {
        continue;
      }
      if (token.stripLeft()) {
        while (start > done && UnicodeData.isWhiteSpace(text.codePoint(start - 1))) {
          start--;
        }
      }
      if (token.stripRight()) {
        while (end < length && UnicodeData.isWhiteSpace(text.codePoint(end))) {
          end++;
        }
      }
      if (done < start) {
        parts.text(done, start);
      }
      parts.token(token.id(), Math.max(done, start), end);
      // White space that the token took is no longer there for the next one.
      at = Math.max(at, end);
      done = end;
    }
    if (done < length) {
      parts.text(done, length);
    }
  }

  private static boolean isWord(AlignedText text, int index) {
    return index >= 0
        && index < text.length()
        && (UnicodeData.properties(text.codePoint(index)) & UnicodeData.WORD) != 0;
  }
}
