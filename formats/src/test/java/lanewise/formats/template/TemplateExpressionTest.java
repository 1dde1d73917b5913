package lanewise.formats.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonValue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Single constructs give what Jinja2 gives; {@code expressions.py} wrote down what that is. */
final class TemplateExpressionTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 1, 31, 9, 5, 7, 0, ZoneOffset.UTC);

  @TestFactory
  Stream<DynamicTest> givesWhatJinjaGives() throws IOException {
    JsonObject cases;
    try (InputStream in = TemplateExpressionTest.class.getResourceAsStream("expressions.json")) {
      cases = JsonValue.parse(in.readAllBytes(), "expressions.json").asObject("cases");
    }
    Map<String, JsonValue> variables = cases.members().get("variables").asObject("v").members();
    return cases.members().get("cases").asObject("cases").members().entrySet().stream()
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.getKey(),
                () ->
                    assertEquals(
                        entry.getValue().asString("expected"),
                        ChatTemplate.parse("case", entry.getKey())
                            .render(variables, TemplateLimits.DEFAULT, NOW))));
  }
}
