package lanewise.formats.template;

/** Values that there is one of. */
final class Values {
  static final Value NONE = new Value.None();
  static final Value TRUE = new Value.Bool(true);
  static final Value FALSE = new Value.Bool(false);
  static final Value EMPTY = new Value.Text("");

  private Values() {}
}
