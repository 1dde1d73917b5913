package lanewise.cli.kernel;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import lanewise.kernels.KernelTier;
import lanewise.kernels.support.KernelSupport;
import lanewise.kernels.support.KernelSupport.TierSupport;
import lanewise.kernels.support.KernelTable;

/**
 * Who computes what: each operation, type and tier.
 *
 * @param rows those that were asked for
 */
public record SupportReport(Machine machine, List<KernelSupport> rows) {
  private static final String OWN = "own";
  private static final int WIDTH = 100;

  /**
   * Binds everything.
   *
   * @param filter what an operation's or a type's name must have in it, in small or large letters;
   *     empty for all
   */
  public static SupportReport of(Machine machine, String filter) {
    List<KernelTier> tiers = machine.running();
    String wanted = filter.toLowerCase(Locale.ROOT);
    List<KernelSupport> rows =
        KernelTable.of(machine.inUse(), tiers).stream()
            .filter(row ->
                (row.operation() + ": " + row.types()).toLowerCase(Locale.ROOT).contains(wanted))
            .toList();
    return new SupportReport(machine, rows);
  }

  /** Rows that differ in nothing but the members of an operation, or the types. */
  private record Group(List<String> cells, String chosen, String family, String why) {}

  /** For people. */
  public void print(PrintWriter out) {
    StringBuilder heading = new StringBuilder();
    for (Machine.TierState tier : machine.tiers()) {
      heading.append(String.format("%-9s", tier.name()));
    }
    out.println(heading + "CHOSEN   OPERATION AND TYPES");
    Map<Group, Map<String, List<String>>> groups = new LinkedHashMap<>();
    for (KernelSupport row : rows) {
      String[] words = row.operation().split(" ", 2);
      Group group = new Group(cells(row), row.chosen(), words[0], why(row));
      groups
          .computeIfAbsent(group, none -> new LinkedHashMap<>())
          .computeIfAbsent(words.length > 1 ? words[1] : "", none -> new ArrayList<>())
          .add(row.types());
    }
    int indent = heading.length() + 9;
    groups.forEach((group, members) -> {
      StringBuilder line = new StringBuilder();
      group.cells.forEach(cell -> line.append(String.format("%-9s", cell)));
      line.append(String.format("%-9s", group.chosen));
      String text = group.family + describe(members) + group.why;
      out.println(line + wrapped(text, WIDTH, " ".repeat(indent)));
    });
    out.println();
    out.println(
        "own: the tier's own kernel; another name: it has none, that tier's serves; -: can't run");
  }

  /** Members that take the same types stand together. */
  private static String describe(Map<String, List<String>> members) {
    Map<List<String>, List<String>> byTypes = new LinkedHashMap<>();
    members.forEach(
        (member, types) -> byTypes.computeIfAbsent(types, none -> new ArrayList<>()).add(member));
    StringBuilder text = new StringBuilder();
    byTypes.forEach((types, names) -> {
      text.append(text.isEmpty() ? " " : "; ");
      String joined = String.join(" ", names);
      text.append(joined).append(joined.isEmpty() ? "" : ": ").append(String.join(", ", types));
    });
    return text.toString();
  }

  private static String wrapped(String text, int width, String indent) {
    StringBuilder lines = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (column > 0 && indent.length() + column + 1 + word.length() > width) {
        lines.append(System.lineSeparator()).append(indent).append("  ");
        column = 2;
      } else if (column > 0) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    return lines.toString();
  }

  private List<String> cells(KernelSupport row) {
    List<String> cells = new ArrayList<>();
    for (Machine.TierState tier : machine.tiers()) {
      String cell = "-";
      for (TierSupport support : row.tiers()) {
        if (support.tier().equals(tier.name())) {
          cell = support.served().equals(support.tier()) ? OWN : support.served();
        }
      }
      cells.add(cell);
    }
    return cells;
  }

  /** Why a row is not the best tier's, where that is more than that it has no such kernel. */
  private String why(KernelSupport row) {
    TreeSet<String> reasons = new TreeSet<>();
    for (TierSupport support : row.tiers()) {
      if (!support.reason().isEmpty() && !support.reason().contains("no kernel of its own")) {
        reasons.add(support.reason());
      }
    }
    return reasons.isEmpty() ? "" : " (refused: " + String.join("; ", reasons) + ")";
  }

  /** For programs: fields of an object. */
  public void write(JsonGenerator json) throws IOException {
    machine.write(json);
    json.writeArrayFieldStart("kernels");
    for (KernelSupport row : rows) {
      json.writeStartObject();
      json.writeStringField("operation", row.operation());
      json.writeStringField("types", row.types());
      json.writeStringField("chosen", row.chosen());
      json.writeStringField("reason", row.reason(machine.inUse().name()));
      json.writeObjectFieldStart("tiers");
      for (TierSupport support : row.tiers()) {
        json.writeStringField(support.tier(), support.served());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
