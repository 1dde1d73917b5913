package lanewise.formats.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonValue;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Public models' templates render conversations to what Jinja2 renders them to; {@code render.py}
 * beside the expected texts made these.
 */
final class ChatTemplateReferenceTest {
  private static final ZonedDateTime NOW =
      ZonedDateTime.of(2026, 1, 31, 9, 5, 7, 0, ZoneOffset.UTC);

  private static JsonObject json(String name) throws IOException {
    try (InputStream in = ChatTemplateReferenceTest.class.getResourceAsStream(name)) {
      return JsonValue.parse(in.readAllBytes(), name).asObject(name);
    }
  }

  @TestFactory
  Stream<DynamicTest> rendersAsJinjaDoes() throws IOException {
    String given = System.getenv("LANEWISE_REFERENCE_DATA");
    Path folder = Path.of(given == null ? "../../shared/data" : given).resolve("chat-templates");
    assumeTrue(
        Files.isDirectory(folder),
        folder + " is absent; LANEWISE_REFERENCE_DATA tells where it is");
    JsonObject conversations = json("conversations.json");
    List<Path> templates;
    try (Stream<Path> paths = Files.list(folder)) {
      templates = paths.sorted().toList();
    }
    return templates.stream()
        .flatMap(path ->
            conversations.members().keySet().stream()
                .map(conversation ->
                    DynamicTest.dynamicTest(
                        path.getFileName() + " " + conversation,
                        () -> check(path, conversations, conversation))));
  }

  private static void check(Path path, JsonObject conversations, String conversation)
      throws IOException {
    String name = path.getFileName().toString();
    JsonObject expected =
        json("expected/" + name.replace(".jinja", ".json"))
            .members()
            .get(conversation)
            .asObject(conversation);
    Map<String, JsonValue> variables =
        new LinkedHashMap<>(
            conversations.members().get(conversation).asObject(conversation).members());
    ChatTemplate template = ChatTemplate.parse(name, Files.readString(path));
    if (expected.members().containsKey("error")) {
      assertThrows(
          TemplateException.class,
          () -> template.render(variables, TemplateLimits.DEFAULT, NOW),
          expected.string("error"));
    } else {
      assertEquals(
          expected.string("text"), template.render(variables, TemplateLimits.DEFAULT, NOW));
    }
  }
}
