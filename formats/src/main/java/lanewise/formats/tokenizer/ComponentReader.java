package lanewise.formats.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import lanewise.formats.ModelFormatException;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonValue;

/**
 * Makes the components that a {@code tokenizer.json} names; a type that is not known is an error. A
 * new component needs its class, a place in its interface's {@code permits} and a line here.
 */
final class ComponentReader {
  /** The longest token of a WordPiece vocabulary, in bytes: it bounds the search at each place. */
  private static final int LONGEST_WORD_PIECE = 512;

  private ComponentReader() {}

  static Normalizer normalizer(JsonValue value) {
    if (value.isNull()) {
      return new Normalizer.Sequence(List.of());
    }
    JsonObject object = value.asObject("normalizer");
    return switch (object.string("type")) {
      case "BertNormalizer" -> {
        boolean lowercase = object.bool("lowercase", true);
        yield new BertNormalizer(
            object.bool("clean_text", true),
            object.bool("handle_chinese_chars", true),
            object.bool("strip_accents", lowercase),
            lowercase);
      }
      case "Sequence" -> {
        List<Normalizer> normalizers = new ArrayList<>();
        for (JsonValue element : object.array("normalizers").elements()) {
          normalizers.add(normalizer(element.asObject("normalizers")));
        }
        yield new Normalizer.Sequence(normalizers);
      }
      case "Lowercase" -> CharacterNormalizer.LOWERCASE;
      case "StripAccents" -> CharacterNormalizer.STRIP_ACCENTS;
      case "NFC" -> UnicodeForm.NFC;
      case "NFD" -> UnicodeForm.NFD;
      case "NFKC" -> UnicodeForm.NFKC;
      case "NFKD" -> UnicodeForm.NFKD;
      case "Strip" -> {
        List<Normalizer> sides = new ArrayList<>();
        if (object.bool("strip_left", true)) {
          sides.add(CharacterNormalizer.STRIP_LEFT);
        }
        if (object.bool("strip_right", true)) {
          sides.add(CharacterNormalizer.STRIP_RIGHT);
        }
        yield new Normalizer.Sequence(sides);
      }
      case "Replace" -> replace(object);
      default ->
          throw unknown(
              object,
              "normalizer",
              "type",
              "BertNormalizer, Sequence, Lowercase, StripAccents, NFC, NFD, NFKC, NFKD, Strip and"
                  + " Replace");
    };
  }

  private static Normalizer replace(JsonObject object) {
    JsonObject pattern = object.object("pattern");
    if (pattern.has("Regex")) {
      throw pattern.error("\"Regex\"", "regular expressions are not supported; known is String");
    }
    return new ReplaceNormalizer(pattern.string("String"), object.string("content"));
  }

  static PreTokenizer preTokenizer(JsonValue value) {
    if (value.isNull()) {
      return new PreTokenizer.Sequence(List.of());
    }
    JsonObject object = value.asObject("pre_tokenizer");
    return switch (object.string("type")) {
      case "BertPreTokenizer" -> CharacterPreTokenizer.BERT;
      case "Whitespace" -> CharacterPreTokenizer.WHITESPACE;
      case "WhitespaceSplit" -> CharacterPreTokenizer.WHITESPACE_SPLIT;
      case "Punctuation" ->
          switch (object.string("behavior", "Isolated")) {
            case "Removed" -> CharacterPreTokenizer.PUNCTUATION_REMOVED;
            case "Isolated" -> CharacterPreTokenizer.PUNCTUATION_ISOLATED;
            case "Contiguous" -> CharacterPreTokenizer.PUNCTUATION_CONTIGUOUS;
            case "MergedWithPrevious" -> CharacterPreTokenizer.PUNCTUATION_WITH_PREVIOUS;
            case "MergedWithNext" -> CharacterPreTokenizer.PUNCTUATION_WITH_NEXT;
            default ->
                throw unknown(
                    object,
                    "behavior",
                    "Removed, Isolated, Contiguous, MergedWithPrevious and MergedWithNext");
          };
      case "Sequence" -> {
        List<PreTokenizer> preTokenizers = new ArrayList<>();
        for (JsonValue element : object.array("pretokenizers").elements()) {
          preTokenizers.add(preTokenizer(element.asObject("pretokenizers")));
        }
        yield new PreTokenizer.Sequence(preTokenizers);
      }
      default ->
          throw unknown(
              object,
              "pre_tokenizer",
              "type",
              "BertPreTokenizer, Whitespace, WhitespaceSplit, Punctuation and Sequence");
    };
  }

  /**
   * @param fields what the model's object has beside its vocabulary
   * @param vocabulary the vocabulary, or {@code null} where there is none
   */
  static TokenModel model(JsonObject fields, Vocabulary vocabulary) {
    // Early files name no type; only WordPiece has this field.
    boolean untyped = !fields.has("type") && fields.has("max_input_chars_per_word");
    String type = untyped ? "WordPiece" : fields.string("type");
    if (!type.equals("WordPiece")) {
      throw unknown(fields, "model", "type", "WordPiece");
    }
    if (vocabulary == null) {
      throw fields.error("\"vocab\"", "is missing or no object of tokens and ids");
    }
    if (vocabulary.longestToken() > LONGEST_WORD_PIECE) {
      throw fields.error(
          "\"vocab\"",
          "has a token of "
              + vocabulary.longestToken()
              + " bytes, allowed are "
              + LONGEST_WORD_PIECE);
    }
    String unknown = fields.string("unk_token", "[UNK]");
    OptionalInt unknownId = vocabulary.id(unknown);
    if (unknownId.isEmpty()) {
      throw fields.error("\"unk_token\"", JsonValue.quote(unknown) + " is not in the vocabulary");
    }
    int maxCharacters = fields.integer("max_input_chars_per_word", 100);
    if (maxCharacters < 0) {
      throw fields.error(
          "\"max_input_chars_per_word\"", "is " + maxCharacters + ", allowed are 0 and above");
    }
    String prefix = fields.string("continuing_subword_prefix", "##");
    return new WordPiece(
        vocabulary, unknownId.getAsInt(), prefix.getBytes(StandardCharsets.UTF_8), maxCharacters);
  }

  static PostProcessor postProcessor(JsonValue value) {
    if (value.isNull()) {
      return PostProcessor.NOTHING;
    }
    JsonObject object = value.asObject("post_processor");
    return switch (object.string("type")) {
      case "TemplateProcessing" -> TemplateReader.template(object);
      case "BertProcessing" -> TemplateReader.bert(object);
      default ->
          throw unknown(object, "post_processor", "type", "TemplateProcessing and BertProcessing");
    };
  }

  static Decoder decoder(JsonValue value) {
    if (value.isNull()) {
      return new Decoder.Spaces();
    }
    JsonObject object = value.asObject("decoder");
    if (object.string("type").equals("WordPiece")) {
      return new WordPieceDecoder(object.string("prefix", "##"), object.bool("cleanup", true));
    }
    throw unknown(object, "decoder", "type", "WordPiece");
  }

  static ModelFormatException unknown(JsonObject object, String field, String known) {
    return object.error(
        JsonValue.quote(field),
        JsonValue.quote(object.string(field)) + " is not known; known are " + known);
  }

  private static ModelFormatException unknown(
      JsonObject object, String component, String field, String known) {
    return object.error(
        JsonValue.quote(component),
        JsonValue.quote(object.string(field)) + " is not a type known here; known are " + known);
  }
}
