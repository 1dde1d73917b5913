package lanewise.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A Markdown table whose columns are padded, so that it reads well as plain text too. */
public final class MarkdownTable {
  private final int leftColumns;
  private final List<String[]> rows = new ArrayList<>();

  /**
   * A table with these headings.
   *
   * @param leftColumns how many columns hold words and start at the left; the others hold numbers
   */
  public MarkdownTable(int leftColumns, String... headings) {
    this.leftColumns = leftColumns;
    rows.add(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  public void add(String... cells) {
    if (cells.length != rows.getFirst().length) {
      throw new IllegalArgumentException(
          rows.getFirst().length + " cells expected, found " + Arrays.toString(cells));
    }
    rows.add(cells);
  }

  /** A positive number with three digits that count, or as many as it has before the point. */
  public static String number(double value) {
    int decimals = value >= 99.95 ? 0 : value >= 9.995 ? 1 : value >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** The table's lines. */
  @Override
  public String toString() {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int column = 0; column < row.length; column++) {
        widths[column] = Math.max(Math.max(widths[column], 3), row[column].length());
      }
    }
    StringBuilder text = new StringBuilder();
    appendRow(text, rows.getFirst(), widths);
    for (int column = 0; column < widths.length; column++) {
      String dashes = "-".repeat(widths[column] + 1);
      text.append('|').append(column < leftColumns ? dashes + "-" : dashes + ":");
    }
    text.append("|\n");
    rows.subList(1, rows.size()).forEach(row -> appendRow(text, row, widths));
    return text.toString();
  }

  private void appendRow(StringBuilder text, String[] row, int[] widths) {
    for (int column = 0; column < row.length; column++) {
      String padding = " ".repeat(widths[column] - row[column].length());
      text.append("| ")
          .append(column < leftColumns ? row[column] + padding : padding + row[column]);
      text.append(' ');
    }
    text.append("|\n");
  }
}
