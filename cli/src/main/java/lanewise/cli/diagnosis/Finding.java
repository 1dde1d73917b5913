package lanewise.cli.diagnosis;

import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param topic what was looked at
 * @param value what was found
 * @param level whether that is as it should be
 * @param advice what to do; empty where nothing needs to be done
 */
public record Finding(String topic, String value, Level level, String advice) {
  /** How good a finding is. */
  public enum Level {
    /** As it should be. */
    FINE,
    /** It works, but could be faster or handier. */
    HINT,
    /** Something will not work. */
    PROBLEM;

    /** The name in small letters. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Finding fine(String topic, String value) {
    return new Finding(topic, value, Level.FINE, "");
  }

  static Finding hint(String topic, String value, String advice) {
    return new Finding(topic, value, Level.HINT, advice);
  }

  static Finding problem(String topic, String value, String advice) {
    return new Finding(topic, value, Level.PROBLEM, advice);
  }
}
