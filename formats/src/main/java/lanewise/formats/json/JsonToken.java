package lanewise.formats.json;

/** What a {@link JsonReader} stands before. */
public enum JsonToken {
  BEGIN_OBJECT("an object"),
  END_OBJECT("the end of an object"),
  BEGIN_ARRAY("an array"),
  END_ARRAY("the end of an array"),
  NAME("a name"),
  STRING("a string"),
  NUMBER("a number"),
  TRUE("true"),
  FALSE("false"),
  NULL("null"),
  END("the end of the text");

  private final String words;

  JsonToken(String words) {
    this.words = words;
  }

  /** The token as a message names it. */
  public String words() {
    return words;
  }
}
