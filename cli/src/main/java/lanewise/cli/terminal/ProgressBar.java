package lanewise.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A bar with rate and remaining time on one line of a terminal; silent where there is no terminal.
 * Thread-safe.
 */
public final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final long REDRAW_NANOS = 100_000_000;

  private final PrintStream out;
  private final boolean shown;
  private final String unit;
  private final long total;
  private final long start = System.nanoTime();
  private long done;
  private long drawn;
  private boolean closed;

  /**
   * @param total how much there is to do, or -1 when that is not known
   * @param unit the plural of what is counted, such as {@code texts}
   */
  public ProgressBar(PrintStream out, boolean shown, long total, String unit) {
    this.out = out;
    this.shown = shown;
    this.total = total;
    this.unit = unit;
    if (shown) {
      // Who ends the process from the keyboard finds the cursor on an empty line.
      Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }
  }

  /** Whether standard error is a terminal; the launcher knows, Java can only guess. */
  public static boolean isTerminal() {
    String told = System.getProperty("lanewise.terminal");
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    return System.console() != null && System.console().isTerminal();
  }

  /** Adds to what is done. */
  public synchronized void advance(long count) {
    done += count;
    long now = System.nanoTime();
    if (shown && !closed && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      draw(now);
    }
  }

  private void draw(long now) {
    double seconds = (now - start) / 1e9;
    double rate = done / Math.max(seconds, 1e-3);
    StringBuilder line = new StringBuilder("\r\033[K");
    if (total > 0) {
      int filled = (int) (WIDTH * done / total);
      line.append('[').repeat("=", filled).repeat(" ", WIDTH - filled).append("] ");
      line.append(done).append('/').append(total).append(' ').append(unit);
    } else {
      line.append(done).append(' ').append(unit);
    }
    line.append(String.format(Locale.ROOT, ", %.1f/s", rate));
    if (total > 0 && rate > 0) {
      line.append(", ").append(duration((long) ((total - done) / rate))).append(" left");
    }
    out.print(line);
    out.flush();
  }

  private static String duration(long seconds) {
    return seconds < 60
        ? seconds + " s"
        : seconds < 3600
            ? seconds / 60 + " min " + seconds % 60 + " s"
            : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  /** Takes the bar off the screen, so that something else can be printed. */
  public synchronized void clear() {
    if (shown && drawn != 0) {
      out.print("\r\033[K");
      out.flush();
      drawn = 0;
    }
  }

  /** Takes the bar off the screen. */
  @Override
  public synchronized void close() {
    clear();
    closed = true;
  }
}
