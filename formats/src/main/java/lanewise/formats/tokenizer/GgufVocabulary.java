package lanewise.formats.tokenizer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.formats.gguf.GgufArray;
import lanewise.formats.gguf.GgufMetadata;

/** The tokens of a GGUF file and what the file says of each. */
final class GgufVocabulary {
  static final String TOKENS = "tokenizer.ggml.tokens";

  /** What {@code tokenizer.ggml.token_type} says of a token. */
  static final int NORMAL = 1;

  static final int UNKNOWN = 2;
  static final int CONTROL = 3;
  static final int USER_DEFINED = 4;

  /** As many as any model has, several times over: it bounds what a made-up file may take. */
  private static final int MOST_TOKENS = 1 << 22;

  private final GgufArray array;
  private final int size;
  private final int[] types;

  GgufVocabulary(GgufMetadata metadata) {
    this.array = metadata.array(TOKENS);
    if (array.count() == 0 || array.count() > MOST_TOKENS) {
      throw array.error("has " + array.count() + " tokens, allowed are 1 to " + MOST_TOKENS);
    }
    this.size = (int) array.count();
    int[] given =
        metadata.findArray("tokenizer.ggml.token_type").map(GgufArray::toInts).orElse(null);
    if (given != null && given.length != size) {
      throw metadata
          .array("tokenizer.ggml.token_type")
          .error("has " + given.length + " elements for " + size + " tokens");
    }
    if (given == null) {
      given = new int[size];
      Arrays.fill(given, NORMAL);
    }
    this.types = given;
  }

  int size() {
    return size;
  }

  int type(int id) {
    return types[id];
  }

  /** Changes a token's text on its way into the table. */
  @FunctionalInterface
  interface Spelling {
    byte[] spell(int id, byte[] token);
  }

  /** The table of all tokens; of tokens that are spelled alike, the first counts. */
  Vocabulary table(Spelling spelling) {
    Vocabulary table = new Vocabulary(size);
    array.forEachString((id, segment, at, length) -> {
      byte[] token = spelling.spell(id, bytes(segment, at, length));
      if (table.add(token, 0, token.length, id) == Vocabulary.Added.COLLIDING) {
        throw array.error("has tokens made to collide in a hash table");
      }
    });
    table.indexIds();
    return table;
  }

  /** Control tokens and those that the user has defined: looked for in a text before all else. */
  List<AddedToken> addedTokens() {
    List<AddedToken> added = new ArrayList<>();
    array.forEachString((id, segment, at, length) -> {
      int type = types[id];
      if (length > 0 && (type == CONTROL || type == USER_DEFINED || type == UNKNOWN)) {
        String content = new String(bytes(segment, at, length), StandardCharsets.UTF_8);
        boolean special = type != USER_DEFINED;
        added.add(new AddedToken(id, content, false, false, false, false, special));
      }
    });
    return added;
  }

  /** The token of each byte: spelled {@code <0x0A>}; -1 where none is. */
  int[] byteTokens() {
    int[] ids = new int[256];
    Arrays.fill(ids, -1);
    array.forEachString((id, segment, at, length) -> {
      if (length == 6 && segment.get(JAVA_BYTE, at) == '<') {
        int b =
            SentencePieceDecoder.byteOf(
                new String(bytes(segment, at, length), StandardCharsets.UTF_8));
        if (b >= 0 && ids[b] < 0) {
          ids[b] = id;
        }
      }
    });
    return ids;
  }

  private static byte[] bytes(MemorySegment segment, long at, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(segment, JAVA_BYTE, at, bytes, 0, length);
    return bytes;
  }
}
