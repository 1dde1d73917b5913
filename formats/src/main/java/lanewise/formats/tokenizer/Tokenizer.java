package lanewise.formats.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import lanewise.formats.ModelFormatException;
import lanewise.formats.gguf.GgufMetadata;
import lanewise.formats.json.JsonLimits;

/**
 * Text to token ids and back, as a {@code tokenizer.json} file defines it. Immutable and
 * thread-safe.
 *
 * <p>A text goes through five steps: added tokens are taken out of it, a normalizer changes the
 * rest, a pre-tokenizer cuts it into pieces, a model turns each into tokens, a post-processor puts
 * special tokens around them. The ids are those that Hugging Face tokenizers gives, on any text;
 * the time taken grows with the text's length and no faster. Half of a surrogate pair counts as
 * U+FFFD.
 */
public final class Tokenizer {
  private final Normalizer normalizer;
  private final PreTokenizer preTokenizer;
  private final TokenModel model;
  private final PostProcessor postProcessor;
  private final Decoder decoder;
  private final AddedTokens addedTokens;

  /** Those that are looked for where special tokens are not wanted. */
  private final AddedTokens plainTokens;

  private final int vocabularySize;
  private final EncodeOptions options;

  Tokenizer(
      Normalizer normalizer,
      PreTokenizer preTokenizer,
      TokenModel model,
      PostProcessor postProcessor,
      Decoder decoder,
      List<AddedToken> addedTokens,
      boolean specialTokensMayBeText,
      EncodeOptions options) {
    this.normalizer = normalizer;
    this.preTokenizer = preTokenizer;
    this.model = model;
    this.postProcessor = postProcessor;
    this.decoder = decoder;
    this.addedTokens = new AddedTokens(addedTokens, normalizer);
    this.plainTokens =
        specialTokensMayBeText
            ? new AddedTokens(
                addedTokens.stream().filter(token -> !token.special()).toList(), normalizer)
            : this.addedTokens;
    this.options = options;
    int size = model.vocabulary().size();
    for (AddedToken token : addedTokens) {
      size += model.vocabulary().id(token.content()).isEmpty() ? 1 : 0;
    }
    this.vocabularySize = size;
  }

  /**
   * Opens a {@code tokenizer.json} file. The file is read whole; nothing of it stays open.
   *
   * @throws IOException if it can't be read
   * @throws ModelFormatException if it is not valid or names a component that is not known
   */
  public static Tokenizer open(Path tokenizerJson) throws IOException {
    long size = Files.size(tokenizerJson);
    if (size > JsonLimits.DEFAULT.maxBytes()) {
      throw new ModelFormatException(
          tokenizerJson.toString(),
          ModelFormatException.NO_OFFSET,
          "size",
          "is " + size + " bytes, allowed are " + JsonLimits.DEFAULT.maxBytes());
    }
    return read(Files.readAllBytes(tokenizerJson), tokenizerJson.toString());
  }

  /**
   * Reads the content of a {@code tokenizer.json} file.
   *
   * @param json the file's bytes
   * @param source its name, for messages
   * @throws ModelFormatException if it is not valid or names a component that is not known
   */
  public static Tokenizer read(byte[] json, String source) {
    return new TokenizerJson(json, source).read();
  }

  /**
   * Reads the vocabulary of a GGUF file.
   *
   * <p>Where special tokens are not wanted, none is put around a text and none is looked for in it:
   * what is spelled like one is text.
   *
   * @throws ModelFormatException if there is none, it is not valid, or of a kind that is not known
   */
  public static Tokenizer read(GgufMetadata metadata) {
    return new TokenizerGguf(metadata).read();
  }

  /** What the file says of truncation and padding, with special tokens: the default of encoding. */
  public EncodeOptions options() {
    return options;
  }

  /** Encodes a text with the file's own truncation and padding. */
  public Encoding encode(String text) {
    return encode(text, options);
  }

  /**
   * Encodes a text.
   *
   * @throws IllegalArgumentException if the truncation leaves no room for the special tokens
   */
  public Encoding encode(String text, EncodeOptions wanted) {
    return pad(List.of(finish(text, wanted)), wanted).getFirst();
  }

  /** Encodes two texts as one input, with the file's own truncation and padding. */
  public Encoding encodePair(String first, String second) {
    return encodePair(first, second, options);
  }

  /**
   * Encodes two texts as one input.
   *
   * @throws IllegalArgumentException if the truncation leaves no room for the special tokens, or
   *     the text that alone may be cut is too short for it
   */
  public Encoding encodePair(String first, String second, EncodeOptions wanted) {
    int added = wanted.specialTokens() ? postProcessor.addedTokens(true) : 0;
    TokenSequence[] cut =
        Truncator.cutPair(
            tokenize(first, wanted), tokenize(second, wanted), wanted.truncation(), added);
    PostProcessor processor = wanted.specialTokens() ? postProcessor : PostProcessor.NOTHING;
    return pad(List.of(processor.process(cut[0], cut[1])), wanted).getFirst();
  }

  /** Encodes texts with the file's own truncation and padding. */
  public List<Encoding> encodeBatch(List<String> texts) {
    return encodeBatch(texts, options);
  }

  /**
   * Encodes texts; padding to the longest means the longest of these.
   *
   * @throws IllegalArgumentException if the truncation leaves no room for the special tokens
   */
  public List<Encoding> encodeBatch(List<String> texts, EncodeOptions wanted) {
    List<TokenSequence> sequences = new ArrayList<>(texts.size());
    for (String text : texts) {
      sequences.add(finish(text, wanted));
    }
    return pad(sequences, wanted);
  }

  /**
   * Encodes a long text as windows of at most the truncation's length, of which each shares as many
   * tokens with the one before as the truncation's stride says; no token is lost. They begin at the
   * end that the truncation would keep.
   *
   * @throws IllegalArgumentException if a window has no room for the special tokens and the stride
   */
  public List<Encoding> encodeWindows(String text, EncodeOptions wanted) {
    int added = wanted.specialTokens() ? postProcessor.addedTokens(false) : 0;
    List<TokenSequence> sequences = new ArrayList<>();
    for (TokenSequence window :
        Truncator.windows(tokenize(text, wanted), wanted.truncation(), added)) {
      sequences.add(surround(window, wanted));
    }
    return pad(sequences, wanted);
  }

  /**
   * Turns ids back into text, as far as the text can be known from them. Ids that are no token's
   * are left out.
   *
   * @param skipSpecialTokens whether special tokens are left out
   */
  public String decode(int[] ids, boolean skipSpecialTokens) {
    List<String> tokens = new ArrayList<>(ids.length);
    for (int id : ids) {
      AddedToken added = addedTokens.find(id);
      String token = findToken(id);
      if (token != null && !(skipSpecialTokens && added != null && added.special())) {
        tokens.add(token);
      }
    }
    return decoder.decode(tokens);
  }

  /**
   * The token with an id, as the vocabulary writes it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public String token(int id) {
    String token = findToken(id);
    if (token == null) {
      throw new IllegalArgumentException(
          "id " + id + " is no token's; the vocabulary has " + vocabularySize + " tokens");
    }
    return token;
  }

  private String findToken(int id) {
    AddedToken added = addedTokens.find(id);
    return added != null ? added.content() : model.vocabulary().token(id);
  }

  String tokenOrEmpty(int id) {
    String token = findToken(id);
    return token == null ? "" : token;
  }

  /** The id of a token as the vocabulary writes it. */
  public OptionalInt id(String token) {
    AddedToken added = addedTokens.find(token);
    return added != null ? OptionalInt.of(added.id()) : model.vocabulary().id(token);
  }

  /** How many tokens there are, added ones included. */
  public int vocabularySize() {
    return vocabularySize;
  }

  private TokenSequence finish(String text, EncodeOptions wanted) {
    int added = wanted.specialTokens() ? postProcessor.addedTokens(false) : 0;
    return surround(Truncator.cut(tokenize(text, wanted), wanted.truncation(), added), wanted);
  }

  private TokenSequence surround(TokenSequence tokens, EncodeOptions wanted) {
    return wanted.specialTokens() ? postProcessor.process(tokens, null) : tokens;
  }

  private List<Encoding> pad(List<TokenSequence> sequences, EncodeOptions wanted) {
    int longest = 0;
    for (TokenSequence sequence : sequences) {
      longest = Math.max(longest, sequence.length());
    }
    int target = wanted.padding().target(longest);
    List<Encoding> encodings = new ArrayList<>(sequences.size());
    for (TokenSequence sequence : sequences) {
      encodings.add(new Encoding(sequence.padded(target, wanted.padding()), this));
    }
    return encodings;
  }

  /** A text's tokens, before anything is cut off or put around them. */
  private TokenSequence tokenize(String text, EncodeOptions wanted) {
    AddedTokens taken = wanted.specialTokens() ? addedTokens : plainTokens;
    AlignedText given = AlignedText.of(text);
    TokenSequence tokens = new TokenSequence(given.length() / 3 + 8);
    taken.splitGiven(
        given,
        new AddedTokens.Parts() {
          @Override
          public void text(int from, int to) {
            boolean whole = from == 0 && to == given.length();
            tokenizePart(whole ? given : given.slice(from, to), taken, tokens);
          }

          @Override
          public void token(int id, int from, int to) {
            tokens.add(id, given.start(from), given.end(to - 1));
          }
        });
    return tokens;
  }

  private void tokenizePart(AlignedText part, AddedTokens taken, TokenSequence tokens) {
    AlignedText normalized = normalizer.normalize(part);
    taken.splitNormalized(
        normalized,
        new AddedTokens.Parts() {
          @Override
          public void text(int from, int to) {
            Pieces pieces = preTokenizer.split(Pieces.of(normalized, from, to));
            for (int i = 0; i < pieces.count(); i++) {
              model.tokenize(pieces.text(), pieces.start(i), pieces.end(i), tokens);
            }
          }

          @Override
          public void token(int id, int from, int to) {
            tokens.add(id, normalized.start(from), normalized.end(to - 1));
          }
        });
  }
}
