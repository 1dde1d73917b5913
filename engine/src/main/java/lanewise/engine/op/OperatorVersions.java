package lanewise.engine.op;

/**
 * What an operator's name means in the versions of its domain. Immutable and thread-safe.
 *
 * <p>Families answer a name with one of these from a {@code switch}, so that a process loads the
 * classes of no operator but those of its model.
 */
public final class OperatorVersions {
  private final int sinceVersion;
  private final Operator operator;
  private final OperatorVersions older;

  private OperatorVersions(int sinceVersion, Operator operator, OperatorVersions older) {
    this.sinceVersion = sinceVersion;
    this.operator = operator;
    this.older = older;
  }

  /** An operator from version {@code sinceVersion} of its domain on. */
  public static OperatorVersions since(int sinceVersion, Operator operator) {
    return new OperatorVersions(sinceVersion, operator, null);
  }

  /** The same, with another operator from version {@code later} on. */
  public OperatorVersions then(int later, Operator newer) {
    if (later <= sinceVersion) {
      throw new IllegalArgumentException(
          "version " + later + " is listed after version " + sinceVersion);
    }
    return new OperatorVersions(later, newer, this);
  }

  /** The operator of the newest version that is not after {@code version}, or null. */
  public Operator at(int version) {
    for (OperatorVersions entry = this; entry != null; entry = entry.older) {
      if (entry.sinceVersion <= version) {
        return entry.operator;
      }
    }
    return null;
  }
}
