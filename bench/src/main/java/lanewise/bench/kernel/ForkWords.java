package lanewise.bench.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What JMH and its processes say, but for the line with which each JVM begins. */
final class ForkWords extends OutputStream {
  /** How the line begins with which each JVM begins. */
  static final String BEGINNING = "WARNING: Using incubator modules";

  private final OutputStream out;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private ForkWords(OutputStream out) {
    this.out = out;
  }

  /** A stream that hands lines on to {@code out}. */
  static PrintStream to(OutputStream out) {
    return new PrintStream(new ForkWords(out), true, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int value) throws IOException {
    line.write(value);
    if (value == '\n') {
      flushLine();
    }
  }

  private void flushLine() throws IOException {
    if (!line.toString(StandardCharsets.UTF_8).startsWith(BEGINNING)) {
      line.writeTo(out);
      out.flush();
    }
    line.reset();
  }

  @Override
  public void close() throws IOException {
    flushLine();
  }
}
