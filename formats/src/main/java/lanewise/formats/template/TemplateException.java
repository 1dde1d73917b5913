package lanewise.formats.template;

/**
 * A template can't be read or rendered. The message tells which template, which line, and what is
 * wrong; for a template that refuses its messages by {@code raise_exception}, what it says.
 */
public final class TemplateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final int line;

  TemplateException(String source, int line, String problem) {
    super(source + ", line " + line + ": " + problem);
    this.source = source;
    this.line = line;
  }

  /** The template's name. */
  public String source() {
    return source;
  }

  /** The line in the template, from 1. */
  public int line() {
    return line;
  }
}
