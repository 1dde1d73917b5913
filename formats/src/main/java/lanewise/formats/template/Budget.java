package lanewise.formats.template;

/** What is left of one rendering's limits, and the line that it is at. Not thread-safe. */
final class Budget {
  /** As much text as costs one step. */
  private static final int CHARACTERS_A_STEP = 16;

  private final String source;
  private final TemplateLimits limits;
  private long steps;
  private int depth;
  private int line = 1;

  Budget(String source, TemplateLimits limits) {
    this.source = source;
    this.limits = limits;
  }

  void at(int newLine) {
    line = newLine;
  }

  int line() {
    return line;
  }

  TemplateException error(String problem) {
    return new TemplateException(source, line, problem);
  }

  void step() {
    steps(1);
  }

  void steps(long count) {
    steps += count;
    if (steps > limits.steps()) {
      throw error("takes more than " + limits.steps() + " steps");
    }
  }

  /** Text of so many characters is looked at. */
  void read(long characters) {
    steps(1 + characters / CHARACTERS_A_STEP);
  }

  /** Text of so many characters is about to be made. */
  void make(long characters) {
    grow(0, characters);
  }

  /** So many characters are about to be added to a text. */
  void grow(long length, long added) {
    if (length + added > limits.characters()) {
      throw error("makes a text of more than " + limits.characters() + " characters");
    }
    read(added);
  }

  /** Goes one level deeper; {@link #leave} must follow. */
  void enter() {
    if (++depth > limits.depth()) {
      throw error("nests deeper than " + limits.depth());
    }
  }

  void leave() {
    depth--;
  }
}
