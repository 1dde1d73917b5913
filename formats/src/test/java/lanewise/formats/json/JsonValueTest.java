package lanewise.formats.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import lanewise.formats.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
  @Test
  void readsEveryKindOfValue() {
    JsonObject object =
        parse(
                " {\"s\":\"a\\u00e9\\n\\uD83D\\uDE00\u4e2d\",\"n\":-1.5e2,\"t\":true,\r\n\"f\":false,"
                    + "\"z\":null,\"a\":[1,[],{}],\"o\":{\"\":0}}\t")
            .asObject("root");
    assertEquals("a\u00e9\n\uD83D\uDE00\u4e2d", object.string("s"));
    assertEquals(-150, object.integer("n"));
    assertTrue(object.bool("t"));
    assertFalse(object.bool("f"));
    assertTrue(object.get("z").isNull());
    assertFalse(object.has("z"));
    assertEquals(3, object.array("a").size());
    assertEquals(0, object.object("o").integer(""));
    assertEquals("none", object.string("absent", "none"));
    assertEquals(7, object.integer("z", 7));
    assertEquals(List.of("s", "n", "t", "f", "z", "a", "o"), names(object));
  }

  private static List<String> names(JsonObject object) {
    return new ArrayList<>(object.members().keySet());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "\"",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{\"a\" 1}",
        "{1:2}",
        "[1 2]",
        "1 2",
        "{}{}",
        "]",
        "}",
        ":",
        ",",
        "[}",
        "{]",
        "tru",
        "truee",
        "True",
        "nul",
        "fals",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "'a'",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\ud800\"",
        "\"\\ud800x\"",
        "\"\\udc00\"",
        "\"\\ud800\\u0041\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\u0000\"",
        "\uFEFF1",
        "[1]//",
        "/**/1",
        "\u00a01",
        "nulll",
        "[\"\\",
        "[\"\\u"
      })
  void rejectsWhatIsNotJson(String text) {
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> parse(text), () -> "accepted: " + text);
    assertTrue(error.byteOffset() >= 0, error.getMessage());
    assertTrue(error.byteOffset() <= bytes(text).length);
    JsonReader reader = new JsonReader(bytes(text), "test");
    assertThrows(
        ModelFormatException.class,
        () -> {
          reader.skipValue();
          reader.end();
        },
        () -> "skipped: " + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1,\"a\":2}", "{\"a\":1,\"b\":{},\"\\u0061\":2}"})
  void rejectsANameThatComesTwice(String text) {
    ModelFormatException error = assertThrows(ModelFormatException.class, () -> parse(text));
    assertTrue(error.getMessage().contains("twice"), error.getMessage());
  }

  @Test
  void rejectsBrokenUtf8() {
    int[][] broken = {
      {0x80},
      {0xBF},
      {0xC0, 0x80},
      {0xC1, 0xBF},
      {0xC2},
      {0xC2, 0x41},
      {0xE0, 0x80, 0x80},
      {0xE0, 0x9F, 0xBF},
      {0xE1, 0x80},
      {0xED, 0xA0, 0x80},
      {0xED, 0xBF, 0xBF},
      {0xF0, 0x80, 0x80, 0x80},
      {0xF0, 0x8F, 0xBF, 0xBF},
      {0xF0, 0x90, 0x80},
      {0xF4, 0x90, 0x80, 0x80},
      {0xF5, 0x80, 0x80, 0x80},
      {0xFE},
      {0xFF}
    };
    for (int[] sequence : broken) {
      for (String before : List.of("\"", "\"\\n", "{\"")) {
        byte[] start = bytes(before);
        byte[] json = new byte[start.length + sequence.length + 1];
        System.arraycopy(start, 0, json, 0, start.length);
        for (int i = 0; i < sequence.length; i++) {
          json[start.length + i] = (byte) sequence[i];
        }
        json[json.length - 1] = '"';
        ModelFormatException error =
            assertThrows(ModelFormatException.class, () -> JsonValue.parse(json, "test"));
        assertTrue(error.getMessage().contains("UTF-8"), error.getMessage());
      }
    }
  }

  @Test
  void readsTheEdgesOfUtf8() {
    String edges = "\u0080\u07FF\u0800\uD7FF\uE000\uFFFF\uD800\uDC00\uDBFF\uDFFF";
    assertEquals(edges, parse('"' + edges + '"').asString("edges"));
    assertEquals("\n" + edges, parse("\"\\n" + edges + '"').asString("edges"));
  }

  @Test
  void numbersAreExact() {
    assertEquals(Integer.MAX_VALUE, number("2147483647").intValue());
    assertEquals(Integer.MIN_VALUE, number("-2147483648").intValue());
    assertEquals(Long.MAX_VALUE, number("9223372036854775807").longValue());
    assertEquals(Long.MIN_VALUE, number("-9223372036854775808").longValue());
    assertEquals(100, number("1e2").intValue());
    assertEquals(3, number("3.000").intValue());
    assertEquals(0, number("-0").intValue());
    assertEquals(0.1, number("0.1").doubleValue());
    assertEquals(0.0, number("1e-400").doubleValue());
    for (String text : List.of("2147483648", "-2147483649", "1.5", "1e10", "1e-1")) {
      assertThrows(ModelFormatException.class, () -> number(text).intValue(), text);
    }
    for (String text :
        List.of("9223372036854775808", "0.5", "1e999999999", "1e-999999999", "1e99999999999")) {
      assertThrows(ModelFormatException.class, () -> number(text).longValue(), text);
    }
    assertThrows(ModelFormatException.class, () -> number("1e400").doubleValue());
    assertThrows(ModelFormatException.class, () -> parse("9".repeat(2000)));
  }

  @Test
  void readsIntegersWithAndWithoutSpaceAfterThem() {
    JsonReader reader =
        new JsonReader(bytes("[1,22 ,\n333\n,0,1234567890,-5,10e1 , 2147483647]"), "test");
    reader.beginArray();
    int[] expected = {1, 22, 333, 0, 1234567890, -5, 100, 2147483647};
    for (int value : expected) {
      assertEquals(value, reader.nextInt());
    }
    reader.endArray();
    reader.end();
    for (String text : List.of("01", "1.5", "2147483648", "99999999999", "x", "1x", "-")) {
      JsonReader broken = new JsonReader(bytes(text), "test");
      assertThrows(
          ModelFormatException.class,
          () -> {
            broken.nextInt();
            broken.end();
          },
          text);
    }
  }

  @Test
  void rejectsTextDeeperThanTheLimit() {
    JsonLimits limits = new JsonLimits(1000, 5);
    JsonValue.parse(bytes("[[[[[]]]]]"), "test", limits);
    assertThrows(
        ModelFormatException.class, () -> JsonValue.parse(bytes("[[[[[[]]]]]]"), "test", limits));
    byte[] bomb = bytes("[".repeat(1_000_000));
    assertThrows(ModelFormatException.class, () -> JsonValue.parse(bomb, "test"));
    assertThrows(ModelFormatException.class, () -> new JsonReader(bomb, "test").skipValue());
    byte[] objects = bytes("{\"a\":".repeat(200_000));
    assertThrows(ModelFormatException.class, () -> JsonValue.parse(objects, "test"));
  }

  @Test
  void rejectsTextLongerThanTheLimit() {
    ModelFormatException error =
        assertThrows(
            ModelFormatException.class,
            () -> JsonValue.parse(bytes("[1,2,3]"), "test", new JsonLimits(6, 5)));
    assertTrue(error.getMessage().contains("7 bytes"), error.getMessage());
  }

  @Test
  void namesFieldAndPlaceWhenAValueIsOfAnotherKind() {
    JsonObject object = parse("{\"type\": 3}").asObject("root");
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> object.string("type"));
    assertEquals("test at byte 9: \"type\": found a number, expected a string", error.getMessage());
    error = assertThrows(ModelFormatException.class, () -> object.string("absent"));
    assertEquals("test at byte 0: \"absent\": is missing from the object", error.getMessage());
  }

  @Test
  void pullsAndSkipsValues() {
    JsonReader reader =
        new JsonReader(bytes("{\"skip\":{\"a\":[1,{\"b\":null}]},\"k\\n\":\"v\"}"), "test");
    reader.beginObject();
    assertEquals("skip", reader.nextName());
    reader.skipValue();
    assertTrue(reader.hasNext());
    assertEquals(JsonToken.NAME, reader.peek());
    assertEquals("k\n", reader.nextName());
    assertThrows(ModelFormatException.class, reader::nextInt);
    assertEquals("v", reader.nextString());
    assertFalse(reader.hasNext());
    assertThrows(ModelFormatException.class, reader::skipValue);
    reader.endObject();
    reader.end();
  }

  private static JsonNumber number(String text) {
    return parse(text).asNumber("number");
  }

  private static JsonValue parse(String text) {
    return JsonValue.parse(bytes(text), "test");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
