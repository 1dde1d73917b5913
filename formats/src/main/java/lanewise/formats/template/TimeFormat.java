package lanewise.formats.template;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Times as C's {@code strftime} writes them in its own locale. */
final class TimeFormat {
  private TimeFormat() {}

  static Value format(String format, ZonedDateTime time, Budget budget) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char kind = format.charAt(++i);
      boolean unpadded = kind == '-' && i + 1 < format.length();
      if (unpadded) {
        kind = format.charAt(++i);
      }
      String field = field(kind, time, budget);
      out.append(unpadded ? field.replaceFirst("^[0 ]+(?=.)", "") : field);
    }
    budget.make(out.length());
    return new Value.Text(out.toString());
  }

  private static String pattern(ZonedDateTime time, String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(time);
  }

  private static String field(char kind, ZonedDateTime time, Budget budget) {
    return switch (kind) {
      case 'Y' -> Integer.toString(time.getYear());
      case 'y' -> pattern(time, "uu");
      case 'm' -> pattern(time, "MM");
      case 'd' -> pattern(time, "dd");
      case 'e' -> String.format(Locale.ROOT, "%2d", time.getDayOfMonth());
      case 'H' -> pattern(time, "HH");
      case 'I' -> pattern(time, "hh");
      case 'M' -> pattern(time, "mm");
      case 'S' -> pattern(time, "ss");
      case 'f' -> pattern(time, "SSSSSS");
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'j' -> pattern(time, "DDD");
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'U' -> week(time, DayOfWeek.SUNDAY);
      case 'W' -> week(time, DayOfWeek.MONDAY);
      case 'Z' -> time.getZone().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'z' -> pattern(time, "xx");
      case 's' -> Long.toString(time.toEpochSecond());
      case 'F' -> pattern(time, "uuuu-MM-dd");
      case 'T' -> pattern(time, "HH:mm:ss");
      case 'R' -> pattern(time, "HH:mm");
      case 'D', 'x' -> pattern(time, "MM/dd/uu");
      case 'X' -> pattern(time, "HH:mm:ss");
      case 'c' ->
          time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
              + " "
              + time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH)
              + String.format(Locale.ROOT, " %2d ", time.getDayOfMonth())
              + pattern(time, "HH:mm:ss uuuu");
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> throw budget.error("strftime_now: the field %" + kind + " is not supported");
    };
  }

  /** The week of the year, of which the first begins with the year's first {@code start}. */
  private static String week(ZonedDateTime time, DayOfWeek start) {
    int dayOfYear = time.get(ChronoField.DAY_OF_YEAR);
    int daysIn = Math.floorMod(time.getDayOfWeek().getValue() - start.getValue(), 7);
    return String.format(Locale.ROOT, "%02d", (dayOfYear + 6 - daysIn) / 7);
  }
}
