package lanewise.formats.tokenizer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lanewise.formats.gguf.GgufArray;
import lanewise.formats.gguf.GgufMetadata;

/** Makes a tokenizer of what a GGUF file says of its vocabulary. */
final class TokenizerGguf {
  private static final String MODEL = "tokenizer.ggml.model";
  private static final String PRE = "tokenizer.ggml.pre";
  private static final String MERGES = "tokenizer.ggml.merges";
  private static final String SCORES = "tokenizer.ggml.scores";
  private static final String SPACE_PREFIX = "tokenizer.ggml.add_space_prefix";

  /** The longest token that begins a search in a text. */
  private static final int LONGEST_ADDED_TOKEN = 512;

  private static final int MOST_CHARACTERS_A_WORD = 1000;

  private final GgufMetadata metadata;
  private final GgufVocabulary tokens;

  TokenizerGguf(GgufMetadata metadata) {
    this.metadata = metadata;
    this.tokens = new GgufVocabulary(metadata);
  }

  Tokenizer read() {
    String model = metadata.string(MODEL);
    return switch (model) {
      case "gpt2" -> bytePairs();
      case "llama" -> sentencePiece();
      case "gemma4" -> characterPairs();
      case "bert" -> wordPiece();
      default ->
          throw metadata
              .get(MODEL)
              .error(
                  "is \"" + model + "\", which is not known; known are gpt2, llama, gemma4, bert");
    };
  }

  private Tokenizer tokenizer(
      Normalizer normalizer, PreTokenizer preTokenizer, TokenModel model, Decoder decoder) {
    return new Tokenizer(
        normalizer,
        preTokenizer,
        model,
        postProcessor(),
        decoder,
        addedTokens(model),
        true,
        EncodeOptions.WHOLE);
  }

  /** The tokens that are looked for in a text; each spelling once. */
  private List<AddedToken> addedTokens(TokenModel model) {
    List<AddedToken> added = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (AddedToken token : tokens.addedTokens()) {
      boolean bounded = token.content().length() <= LONGEST_ADDED_TOKEN;
      if (bounded && seen.add(token.content()) && !isWordPieceStart(model, token)) {
        added.add(token);
      }
    }
    return added;
  }

  private static boolean isWordPieceStart(TokenModel model, AddedToken token) {
    return model instanceof WordPiece && token.content().startsWith(SentencePieceDecoder.SPACE);
  }

  private Tokenizer bytePairs() {
    String pre = metadata.string(PRE, "default");
    PreTokenizer cuts = GgufPatterns.find(pre);
    if (cuts == null) {
      throw metadata
          .get(PRE)
          .error(
              "is \""
                  + pre
                  + "\", a way to cut text that is not known; known are "
                  + String.join(", ", GgufPatterns.names()));
    }
    Vocabulary table = tokens.table((id, token) -> token);
    int[] byteIds = new int[256];
    for (int b = 0; b < byteIds.length; b++) {
      byteIds[b] = table.id(Character.toString(ByteLevel.character(b))).orElse(-1);
    }
    boolean wholePieces =
        Set.of("llama-bpe", "llama3", "llama-v3", "falcon3", "tekken", "pixtral").contains(pre);
    BytePairs model =
        new BytePairs(table, merges(table), BytePairs.Symbols.BYTES, wholePieces, byteIds, -1);
    return tokenizer(new Normalizer.Sequence(List.of()), cuts, model, new ByteLevelDecoder());
  }

  private Tokenizer characterPairs() {
    Vocabulary table = tokens.table((id, token) -> token);
    BytePairs model =
        new BytePairs(
            table,
            merges(table),
            BytePairs.Symbols.CHARACTERS,
            false,
            tokens.byteTokens(),
            unknownId());
    return tokenizer(
        spaces(metadata.bool(SPACE_PREFIX, false)),
        GgufPatterns.isolating(List.of("[^\\n]+|[\\n]+")),
        model,
        new SentencePieceDecoder(metadata.bool(SPACE_PREFIX, false)));
  }

  private Tokenizer sentencePiece() {
    GgufArray scores = metadata.array(SCORES);
    float[] values = scores.toFloats();
    if (values.length != tokens.size()) {
      throw scores.error("has " + values.length + " elements for " + tokens.size() + " tokens");
    }
    Vocabulary table = tokens.table((id, token) -> token);
    boolean prefix = metadata.bool(SPACE_PREFIX, true);
    return tokenizer(
        spaces(prefix),
        new PreTokenizer.Sequence(List.of()),
        new ScoredPairs(table, values, tokens.byteTokens(), unknownId()),
        new SentencePieceDecoder(prefix));
  }

  private static Normalizer spaces(boolean prefix) {
    Normalizer replace = new ReplaceNormalizer(" ", SentencePieceDecoder.SPACE);
    return new Normalizer.Sequence(
        prefix ? List.of(new PrependNormalizer(" "), replace) : List.of(replace));
  }

  private Tokenizer wordPiece() {
    byte[] start = SentencePieceDecoder.SPACE.getBytes(StandardCharsets.UTF_8);
    Vocabulary table =
        tokens.table((id, token) -> {
          int type = tokens.type(id);
          boolean starts =
              token.length > start.length
                  && Arrays.equals(token, 0, start.length, start, 0, start.length);
          if (starts) {
            return Arrays.copyOfRange(token, start.length, token.length);
          }
          boolean continues = type == GgufVocabulary.NORMAL;
          return continues ? continuation(token) : token;
        });
    int unknown = unknownId();
    return tokenizer(
        new BertNormalizer(true, true, true, true),
        CharacterPreTokenizer.BERT,
        new WordPiece(
            table, unknown, "##".getBytes(StandardCharsets.UTF_8), MOST_CHARACTERS_A_WORD),
        new WordPieceDecoder("##", true));
  }

  private static byte[] continuation(byte[] token) {
    byte[] spelled = new byte[token.length + 2];
    spelled[0] = '#';
    spelled[1] = '#';
    System.arraycopy(token, 0, spelled, 2, token.length);
    return spelled;
  }

  private int unknownId() {
    return id("unknown", 0);
  }

  /** A token that the file names by what it is for; -1 where it names none. */
  private int id(String role, int otherwise) {
    String key = "tokenizer.ggml." + role + "_token_id";
    return metadata.integer(key, 0, tokens.size() - 1, otherwise);
  }

  private PairMerges merges(Vocabulary table) {
    GgufArray array = metadata.array(MERGES);
    PairMerges merges = new PairMerges((int) Math.min(array.count(), 1 << 22));
    array.forEachString(
        (rank, segment, at, length) -> addMerge(array, rank, segment, at, length, table, merges));
    return merges;
  }

  private static void addMerge(
      GgufArray array,
      int rank,
      MemorySegment segment,
      long at,
      int length,
      Vocabulary table,
      PairMerges merges) {
    byte[] pair = new byte[length];
    MemorySegment.copy(segment, JAVA_BYTE, at, pair, 0, length);
    int space = 1;
    while (space < length && pair[space] != ' ') {
      space++;
    }
    if (space >= length - 1) {
      throw array.error("merge " + rank + " is no pair of tokens with a space between them");
    }
    byte[] joined = new byte[length - 1];
    System.arraycopy(pair, 0, joined, 0, space);
    System.arraycopy(pair, space + 1, joined, space, length - space - 1);
    int left = table.find(joined, 0, space);
    int right = table.find(joined, space, joined.length);
    int both = table.find(joined, 0, joined.length);
    if (left >= 0 && right >= 0 && both >= 0) {
      merges.add(left, right, rank, both);
    }
  }

  private PostProcessor postProcessor() {
    String model = metadata.string(MODEL);
    String pre = metadata.string(PRE, "default");
    boolean bert = model.equals("bert");
    boolean byteStart =
        Set.of("llama-bpe", "llama3", "llama-v3", "falcon3", "tekken").contains(pre);
    boolean begins =
        metadata.bool("tokenizer.ggml.add_bos_token", bert || model.equals("llama") || byteStart);
    boolean ends = metadata.bool("tokenizer.ggml.add_eos_token", bert);
    int first = bert ? id("cls", id("bos", -1)) : id("bos", -1);
    int last = bert ? id("seperator", id("eos", -1)) : id("eos", -1);
    List<PostProcessor.Part> single = new ArrayList<>();
    List<PostProcessor.Part> pair = new ArrayList<>();
    if (begins && first >= 0) {
      single.add(new PostProcessor.Special(first, 0));
      pair.add(new PostProcessor.Special(first, 0));
    }
    single.add(new PostProcessor.Text(false, 0));
    pair.add(new PostProcessor.Text(false, 0));
    if (ends && last >= 0) {
      single.add(new PostProcessor.Special(last, 0));
      pair.add(new PostProcessor.Special(last, 0));
    }
    pair.add(new PostProcessor.Text(true, bert ? 1 : 0));
    if (ends && last >= 0) {
      pair.add(new PostProcessor.Special(last, bert ? 1 : 0));
    }
    return new PostProcessor(single, pair);
  }
}
