package lanewise.formats.template;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import lanewise.formats.json.JsonValue;

/**
 * A model's chat template: messages to the text that the model was trained to go on from. Immutable
 * and thread-safe.
 *
 * <p>A template comes from a file that is not trusted: it can do nothing but compute text, within
 * {@link TemplateLimits}.
 */
public final class ChatTemplate {
  private final String source;
  private final List<Statement> statements;

  private ChatTemplate(String source, List<Statement> statements) {
    this.source = source;
    this.statements = statements;
  }

  /**
   * Reads a template.
   *
   * @param source its name, for messages
   * @param template its text
   * @throws TemplateException if it is not a template, or uses what is not supported
   */
  public static ChatTemplate parse(String source, String template) {
    return new ChatTemplate(source, StatementParser.parse(source, template));
  }

  /** The template's name. */
  public String source() {
    return source;
  }

  /** Renders the template within the usual limits, at the present time. */
  public String render(Map<String, JsonValue> variables) {
    return render(variables, TemplateLimits.DEFAULT, ZonedDateTime.now(ZoneId.systemDefault()));
  }

  /**
   * Renders the template.
   *
   * @param variables what the template finds by name: {@code messages}, {@code tools}, {@code
   *     add_generation_prompt}, {@code bos_token}, …
   * @param limits what rendering may take
   * @param now what {@code strftime_now} tells
   * @throws TemplateException if the template refuses its messages, fails, or passes a limit
   */
  public String render(Map<String, JsonValue> variables, TemplateLimits limits, ZonedDateTime now) {
    Scope scope = new Scope(null);
    Globals.define(scope, now);
    variables.forEach((name, value) -> scope.set(name, Value.of(value)));
    return new Renderer(new Budget(source, limits)).render(statements, new Scope(scope));
  }
}
