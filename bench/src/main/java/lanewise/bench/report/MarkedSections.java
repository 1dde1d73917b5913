package lanewise.bench.report;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The sections of a page that are made from reports: from {@code <!-- results:NAME -->} to {@code
 * <!-- /results -->}, each on a line of its own.
 */
public final class MarkedSections {
  private static final Pattern SECTION =
      Pattern.compile(
          "^(<!-- results:([\\w.-]+) -->)\\R.*?^(<!-- /results -->)$",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern MARK =
      Pattern.compile("^<!-- /?results.*-->\\s*$", Pattern.MULTILINE);

  private MarkedSections() {}

  /** The names of the sections, in their order. */
  public static Set<String> names(String page) {
    Set<String> names = new LinkedHashSet<>();
    for (Matcher section = SECTION.matcher(page); section.find(); ) {
      names.add(section.group(2));
    }
    return names;
  }

  /**
   * The page with each section made anew.
   *
   * @param tables what goes into each; a section without one says that nothing was measured yet
   * @throws IllegalArgumentException if a mark has no partner
   */
  public static String fill(String page, Map<String, String> tables) {
    long marks = MARK.matcher(page).results().count();
    long sections = SECTION.matcher(page).results().count();
    if (marks != 2 * sections) {
      throw new IllegalArgumentException(
          "found "
              + marks
              + " marks but "
              + sections
              + " sections; each begins with <!-- results:NAME --> and ends with <!-- /results -->,"
              + " on lines of their own");
    }
    return SECTION
        .matcher(page)
        .replaceAll(section -> {
          String table = tables.get(section.group(2));
          String body = table == null ? "No figures are committed yet.\n" : table;
          return Matcher.quoteReplacement(
              section.group(1) + "\n\n" + body + "\n" + section.group(3));
        });
  }
}
