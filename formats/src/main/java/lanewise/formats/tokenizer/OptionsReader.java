package lanewise.formats.tokenizer;

import lanewise.formats.json.JsonNumber;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonValue;

/** Reads {@code truncation} and {@code padding} of a {@code tokenizer.json}. */
final class OptionsReader {
  /** The longest fixed padding: far above any model's context, and no burden to the memory. */
  private static final int LONGEST_PADDING = 1 << 20;

  private OptionsReader() {}

  static Truncation truncation(JsonValue value, int addedTokens) {
    if (value.isNull()) {
      return Truncation.NONE;
    }
    JsonObject object = value.asObject("truncation");
    // Files without a real limit hold numbers as large as the writer's type can.
    JsonNumber number = object.number("max_length");
    int maxLength =
        number.doubleValue() >= Integer.MAX_VALUE ? Integer.MAX_VALUE : number.intValue();
    if (maxLength < addedTokens) {
      throw object.error(
          "\"max_length\"",
          "is " + maxLength + ", expected at least the " + addedTokens + " special tokens");
    }
    int stride = object.integer("stride", 0);
    if (stride < 0 || (stride > 0 && stride >= maxLength)) {
      throw object.error("\"stride\"", "is " + stride + ", expected 0 to less than " + maxLength);
    }
    Truncation.Strategy strategy =
        switch (object.string("strategy", "LongestFirst")) {
          case "LongestFirst" -> Truncation.Strategy.LONGEST_FIRST;
          case "OnlyFirst" -> Truncation.Strategy.ONLY_FIRST;
          case "OnlySecond" -> Truncation.Strategy.ONLY_SECOND;
          default ->
              throw ComponentReader.unknown(
                  object, "strategy", "LongestFirst, OnlyFirst or OnlySecond");
        };
    return new Truncation(maxLength, strategy, direction(object), stride);
  }

  static Padding padding(JsonValue value) {
    if (value.isNull()) {
      return Padding.NONE;
    }
    JsonObject object = value.asObject("padding");
    int length = Padding.LONGEST;
    if (object.get("strategy") instanceof JsonObject fixed) {
      length = fixed.integer("Fixed");
      if (length < 0 || length > LONGEST_PADDING) {
        throw fixed.error("\"Fixed\"", "is " + length + ", allowed are 0 to " + LONGEST_PADDING);
      }
    } else if (!object.string("strategy").equals("BatchLongest")) {
      throw ComponentReader.unknown(object, "strategy", "BatchLongest or Fixed");
    }
    int multipleOf = object.integer("pad_to_multiple_of", 1);
    if (multipleOf < 0 || multipleOf > LONGEST_PADDING) {
      throw object.error(
          "\"pad_to_multiple_of\"", "is " + multipleOf + ", allowed are 0 to " + LONGEST_PADDING);
    }
    return new Padding(
        length,
        Math.max(1, multipleOf),
        direction(object),
        object.integer("pad_id"),
        object.integer("pad_type_id", 0),
        object.string("pad_token", "[PAD]"));
  }

  private static Direction direction(JsonObject object) {
    return switch (object.string("direction", "Right")) {
      case "Right" -> Direction.RIGHT;
      case "Left" -> Direction.LEFT;
      default -> throw ComponentReader.unknown(object, "direction", "Left or Right");
    };
  }
}
