package lanewise.formats.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  @Test
  void writesEveryKindOfValue() {
    StringBuilder text = new StringBuilder();
    new JsonWriter(text)
        .beginObject()
        .name("index")
        .value(0)
        .name("embedding")
        .beginArray()
        .value(0.1f)
        .value(-1.5)
        .value(Long.MIN_VALUE)
        .endArray()
        .name("empty")
        .beginObject()
        .endObject()
        .name("b")
        .value(true)
        .name("n")
        .nullValue()
        .endObject();
    assertEquals(
        "{\"index\":0,\"embedding\":[0.1,-1.5,-9223372036854775808],\"empty\":{},\"b\":true,"
            + "\"n\":null}",
        text.toString());
  }

  @Test
  void escapesWhatMustBeEscapedAndNothingElse() {
    StringBuilder text = new StringBuilder();
    new JsonWriter(text).value("\"\\/\b\f\n\r\t\u0001\u007f\u00e9\uD83D\uDE00\uD800x\uDC00");
    assertEquals(
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\u00e9\uD83D\uDE00\\ud800x\\udc00\"",
        text.toString());
  }

  @Test
  void readsBackWhatItWrote() {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      JsonValue value = value(random, 0);
      String text = value.toString();
      assertEquals(value, JsonValue.parse(text.getBytes(StandardCharsets.UTF_8), "test"), text);
    }
  }

  @Test
  void refusesCallsOutOfOrder() {
    assertThrows(IllegalStateException.class, () -> writer().beginObject().value(1));
    assertThrows(IllegalStateException.class, () -> writer().name("a"));
    assertThrows(IllegalStateException.class, () -> writer().beginArray().name("a"));
    assertThrows(IllegalStateException.class, () -> writer().beginArray().endObject());
    assertThrows(IllegalStateException.class, () -> writer().beginObject().name("a").endObject());
    assertThrows(IllegalStateException.class, () -> writer().beginObject().name("a").name("b"));
    assertThrows(IllegalStateException.class, () -> writer().value(1).value(2));
    assertThrows(IllegalStateException.class, () -> writer().endArray());
  }

  @Test
  void refusesNumbersThatJsonCannotHold() {
    assertThrows(IllegalArgumentException.class, () -> writer().value(Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> writer().value(Double.POSITIVE_INFINITY));
  }

  private static JsonWriter writer() {
    return new JsonWriter(new StringBuilder());
  }

  private static JsonValue value(Random random, int depth) {
    return switch (random.nextInt(depth < 4 ? 6 : 4)) {
      case 0 -> new JsonString(string(random), "", 0);
      case 1 -> new JsonNumber(String.valueOf(random.nextLong()), "", 0);
      case 2 -> new JsonBoolean(random.nextBoolean(), "", 0);
      case 3 -> new JsonNull("", 0);
      case 4 -> {
        List<JsonValue> elements = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          elements.add(value(random, depth + 1));
        }
        yield new JsonArray(elements, "", 0);
      }
      default -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          members.put(string(random), value(random, depth + 1));
        }
        yield new JsonObject(members, "", 0);
      }
    };
  }

  private static String string(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      int codePoint = random.nextInt(random.nextBoolean() ? 0x80 : 0x110000);
      boolean surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
      text.appendCodePoint(surrogate ? '\\' : codePoint);
    }
    return text.toString();
  }
}
