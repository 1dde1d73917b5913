package lanewise.formats.tokenizer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import lanewise.formats.ModelFormatException;
import lanewise.formats.json.JsonNull;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonReader;
import lanewise.formats.json.JsonToken;
import lanewise.formats.json.JsonValue;

/**
 * Reads a {@code tokenizer.json}: the vocabulary straight into its table, the rest, which is small,
 * as a tree that {@link ComponentReader} and {@link OptionsReader} take apart.
 */
final class TokenizerJson {
  /** The longest content of an added token, in code points: it bounds the search for it. */
  private static final int LONGEST_ADDED_TOKEN = 512;

  /** What an entry of a vocabulary takes in a file, about; more tokens make the table grow. */
  private static final int BYTES_PER_TOKEN = 22;

  private static final int MOST_EXPECTED_TOKENS = 1 << 18;

  private final JsonReader reader;
  private final int size;
  private final String source;
  private final Map<String, JsonValue> sections = new HashMap<>();
  private final Map<String, JsonValue> modelFields = new HashMap<>();
  private Vocabulary vocabulary;
  private long modelOffset = ModelFormatException.NO_OFFSET;

  TokenizerJson(byte[] json, String source) {
    this.reader = new JsonReader(json, source);
    this.size = json.length;
    this.source = source;
  }

  Tokenizer read() {
    readFile();
    if (modelOffset < 0) {
      throw new ModelFormatException(source, 0, "\"model\"", "is missing from the file");
    }
    JsonObject fields = new JsonObject(modelFields, source, modelOffset);
    TokenModel model = ComponentReader.model(fields, vocabulary);
    List<AddedToken> added = addedTokens(model.vocabulary());
    PostProcessor postProcessor = ComponentReader.postProcessor(section("post_processor"));
    checkSpecialTokens(postProcessor, model.vocabulary(), added);
    return new Tokenizer(
        ComponentReader.normalizer(section("normalizer")),
        ComponentReader.preTokenizer(section("pre_tokenizer")),
        model,
        postProcessor,
        ComponentReader.decoder(section("decoder")),
        added,
        false,
        new EncodeOptions(
            true,
            OptionsReader.truncation(section("truncation"), postProcessor.addedTokens(false)),
            OptionsReader.padding(section("padding"))));
  }

  private JsonValue section(String name) {
    JsonValue value = sections.get(name);
    return value != null ? value : new JsonNull(source, ModelFormatException.NO_OFFSET);
  }

  private void readFile() {
    Set<String> seen = new HashSet<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = uniqueName(seen);
      switch (name) {
        case "model" -> {
          modelOffset = reader.byteOffset();
          readModel();
        }
        case "truncation",
            "padding",
            "added_tokens",
            "normalizer",
            "pre_tokenizer",
            "post_processor",
            "decoder" ->
            sections.put(name, reader.nextValue());
        default -> reader.skipValue();
      }
    }
    reader.endObject();
    reader.end();
  }

  private void readModel() {
    Set<String> seen = new HashSet<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = uniqueName(seen);
      if (name.equals("vocab") && reader.peek() == JsonToken.BEGIN_OBJECT) {
        readVocabulary();
      } else if (name.equals("vocab") || name.equals("merges")) {
        reader.skipValue();
      } else {
        modelFields.put(name, reader.nextValue());
      }
    }
    reader.endObject();
  }

  private void readVocabulary() {
    Vocabulary table = new Vocabulary(Math.min(size / BYTES_PER_TOKEN, MOST_EXPECTED_TOKENS));
    int largest = -1;
    reader.beginObject();
    while (reader.hasNext()) {
      reader.nextNameSpan();
      // The token must be stored before the next span is read: an integer leaves the span alone.
      int id = reader.nextInt();
      if (id < 0) {
        throw vocabularyError("has the id " + id + ", allowed are 0 and above");
      }
      largest = Math.max(largest, id);
      switch (table.add(reader.spanBytes(), reader.spanStart(), reader.spanEnd(), id)) {
        case NEW -> {}
        case TOKEN_TWICE -> throw vocabularyError("has a token twice");
        case COLLIDING -> throw vocabularyError("has tokens made to collide in a hash table");
      }
    }
    reader.endObject();
    // Ids with few gaps make a table from ids to tokens; it must not outgrow the file.
    if (largest / 4 > table.size() + (1 << 14)) {
      throw vocabularyError(
          "has the id " + largest + ", too large for a vocabulary of " + table.size() + " tokens");
    }
    int twice = table.indexIds();
    if (twice != Vocabulary.NONE) {
      throw vocabularyError("has two tokens with the id " + twice);
    }
    vocabulary = table;
  }

  private ModelFormatException vocabularyError(String problem) {
    return reader.error("\"vocab\"", problem);
  }

  private String uniqueName(Set<String> seen) {
    long offset = reader.byteOffset();
    String name = reader.nextName();
    if (!seen.add(name)) {
      throw new ModelFormatException(
          source, offset, JsonValue.quote(name), "comes twice in one object");
    }
    return name;
  }

  private void checkSpecialTokens(
      PostProcessor postProcessor, Vocabulary known, List<AddedToken> added) {
    Set<Integer> addedIds = new HashSet<>();
    for (AddedToken token : added) {
      addedIds.add(token.id());
    }
    for (boolean pair : new boolean[] {false, true}) {
      for (PostProcessor.Part part : postProcessor.template(pair)) {
        if (part instanceof PostProcessor.Special(int id, int _)
            && known.token(id) == null
            && !addedIds.contains(id)) {
          throw section("post_processor")
              .error("\"post_processor\"", "adds the id " + id + ", which is no token's");
        }
      }
    }
  }

  /** A token that the model has too keeps the model's id, whatever the entry says. */
  private List<AddedToken> addedTokens(Vocabulary known) {
    List<AddedToken> tokens = new ArrayList<>();
    if (section("added_tokens").isNull()) {
      return tokens;
    }
    Set<String> contents = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonValue element : section("added_tokens").asArray("added_tokens").elements()) {
      JsonObject entry = element.asObject("added_tokens");
      String content = entry.string("content");
      int id = entry.integer("id");
      OptionalInt modelId = known.id(content);
      if (id < 0) {
        throw entry.error("\"id\"", "is " + id + ", allowed are 0 and above");
      }
      if (content.isEmpty() || content.codePointCount(0, content.length()) > LONGEST_ADDED_TOKEN) {
        throw entry.error("\"content\"", "must have 1 to " + LONGEST_ADDED_TOKEN + " characters");
      }
      if (modelId.isEmpty() && known.token(id) != null) {
        throw entry.error(
            "\"id\"", "is " + id + ", which is the model's " + JsonValue.quote(known.token(id)));
      }
      id = modelId.orElse(id);
      if (!contents.add(content) || !ids.add(id)) {
        throw entry.error(
            "\"added_tokens\"", "has " + JsonValue.quote(content) + " or its id twice");
      }
      tokens.add(
          new AddedToken(
              id,
              content,
              entry.bool("single_word", false),
              entry.bool("lstrip", false),
              entry.bool("rstrip", false),
              entry.bool("normalized", !entry.bool("special", false)),
              entry.bool("special", false)));
    }
    return tokens;
  }
}
