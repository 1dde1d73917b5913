package lanewise.engine.graph;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of symbols that stand for expressions, bounded in length however deep expressions nest. */
final class Expressions {
  private static final int MOST_CHARACTERS = 200;

  private Expressions() {}

  /** The symbol for an expression; equal expressions have equal symbols. */
  static Dim of(Dim lhs, char operator, Dim rhs) {
    String name = "(" + lhs + operator + rhs + ")";
    if (name.length() <= MOST_CHARACTERS) {
      return Dim.symbol(name);
    }
    // A minus anywhere stays visible: only names without one are known not to be negative.
    return Dim.symbol((name.indexOf('-') < 0 ? "#" : "-#") + digest(name));
  }

  private static String digest(String name) {
    try {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
