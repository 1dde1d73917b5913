package lanewise.formats.tokenizer;

import java.util.ArrayList;
import java.util.List;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonValue;

/** Reads the post-processors, which all come down to a template for one text and one for two. */
final class TemplateReader {
  /** How many parts a template and how many tokens a special token may have. */
  private static final int MOST_PARTS = 256;

  private TemplateReader() {}

  static PostProcessor template(JsonObject object) {
    JsonObject specials = object.object("special_tokens");
    return new PostProcessor(
        parts(object.array("single"), specials, false),
        parts(object.array("pair"), specials, true));
  }

  private static List<PostProcessor.Part> parts(
      JsonArray template, JsonObject specials, boolean pair) {
    if (template.size() > MOST_PARTS) {
      throw template.error(
          "\"post_processor\"", "has " + template.size() + " parts, allowed are " + MOST_PARTS);
    }
    List<PostProcessor.Part> parts = new ArrayList<>();
    int firsts = 0;
    int seconds = 0;
    for (JsonValue element : template.elements()) {
      JsonObject part = element.asObject("post_processor");
      if (part.has("Sequence")) {
        JsonObject sequence = part.object("Sequence");
        boolean second =
            switch (sequence.string("id")) {
              case "A" -> false;
              case "B" -> true;
              default -> throw ComponentReader.unknown(sequence, "id", "A and B");
            };
        firsts += second ? 0 : 1;
        seconds += second ? 1 : 0;
        parts.add(new PostProcessor.Text(second, typeId(sequence)));
      } else {
        JsonObject special = part.object("SpecialToken");
        JsonArray ids = specials.object(special.string("id")).array("ids");
        if (ids.size() > MOST_PARTS) {
          throw ids.error("\"ids\"", "has " + ids.size() + " ids, allowed are " + MOST_PARTS);
        }
        for (JsonValue id : ids.elements()) {
          parts.add(new PostProcessor.Special(tokenId(id, "ids"), typeId(special)));
        }
      }
    }
    if (firsts != 1 || seconds != (pair ? 1 : 0)) {
      throw template.error(
          "\"post_processor\"",
          "has the first text "
              + firsts
              + " times and the second "
              + seconds
              + " times, expected once and "
              + (pair ? "once" : "never"));
    }
    return parts;
  }

  static PostProcessor bert(JsonObject object) {
    int separator = bertToken(object, "sep");
    int start = bertToken(object, "cls");
    return new PostProcessor(
        List.of(
            new PostProcessor.Special(start, 0),
            new PostProcessor.Text(false, 0),
            new PostProcessor.Special(separator, 0)),
        List.of(
            new PostProcessor.Special(start, 0),
            new PostProcessor.Text(false, 0),
            new PostProcessor.Special(separator, 0),
            new PostProcessor.Text(true, 1),
            new PostProcessor.Special(separator, 1)));
  }

  /** A token and its id, as {@code ["[SEP]", 102]}. */
  private static int bertToken(JsonObject object, String name) {
    JsonArray pair = object.array(name);
    if (pair.size() != 2) {
      throw pair.error(
          JsonValue.quote(name), "has " + pair.size() + " elements, expected a token and its id");
    }
    pair.get(0).asString(name);
    return tokenId(pair.get(1), name);
  }

  private static int typeId(JsonObject part) {
    return part.integer("type_id", 0);
  }

  private static int tokenId(JsonValue value, String field) {
    int id = value.asNumber(field).intValue();
    if (id < 0) {
      throw value.error(JsonValue.quote(field), "is " + id + ", allowed are 0 and above");
    }
    return id;
  }
}
