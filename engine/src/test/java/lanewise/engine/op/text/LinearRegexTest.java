package lanewise.engine.op.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import lanewise.engine.graph.InvalidNodeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Regular expressions whose matching never goes back. */
class LinearRegexTest {
  private static final List<String> PATTERNS =
      List.of(
          "",
          "a",
          "a*",
          "(a|b)*c",
          "a{2,3}",
          "a{2,}",
          "[a-c]+",
          "[^a-c]+",
          "\\d+\\.\\w*",
          "^ab?$",
          "\\bab\\b.*",
          "(?i)AB+",
          "a.c",
          "(?s)a.c",
          "x|y|",
          "(?:ab)+?c",
          "[\\d_-]+",
          "\\p{Lu}.*",
          "(?<name>a)b",
          "\\Qa.b\\E",
          "a{0}b",
          "[]a]+",
          "\\x41");

  private static final List<String> TEXTS =
      List.of(
          "", "a", "aa", "aaaa", "ab", "abc", "abab", "ababc", "bbac", "c", "xyz", "12.", "12.a1",
          "1_2-", "AB", "aBB", "a\nc", "a.b", "]a]", "A", "Éa", "b", "ab cd", "y");

  @Test
  void agreesWithTheJdk() {
    for (String pattern : PATTERNS) {
      LinearRegex regex = LinearRegex.compile(pattern);
      // The JDK reads a bracket that stands first in a set as its end.
      Pattern expected = Pattern.compile(pattern.replace("[]a]", "[\\]a]"));
      for (String text : TEXTS) {
        boolean matches = expected.matcher(text).matches();
        assertEquals(matches, regex.matches(text), "'" + pattern + "' on '" + text + "'");
      }
    }
  }

  @Test
  @Timeout(10)
  void takesTimeInProportionToTheText() {
    assertFalse(LinearRegex.compile("(a*)*b").matches("a".repeat(20_000)));
    assertFalse(LinearRegex.compile("(a|aa)+$b").matches("a".repeat(20_000)));
    assertTrue(LinearRegex.compile("((((){1000}){1000}){1000}){1000}").matches(""));
  }

  @Test
  void refusesWhatItCannotRead() {
    for (String pattern :
        List.of(
            "(",
            ")",
            "[a",
            "a**",
            "*",
            "\\1",
            "(?=a)",
            "a{1001}",
            "[z-a]",
            "\\",
            "\\p{Nope}",
            "((a{1000}){1000}){1000}",
            "(".repeat(1000))) {
      assertThrows(InvalidNodeException.class, () -> LinearRegex.compile(pattern), pattern);
    }
  }
}
