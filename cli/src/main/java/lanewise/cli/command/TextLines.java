package lanewise.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Lines of UTF-8 text from a file or standard input; broken text is refused, not replaced. */
final class TextLines implements AutoCloseable {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String name;
  private final BufferedReader reader;
  private String next;

  private TextLines(String name, InputStream bytes) throws IOException {
    this.name = name;
    this.reader =
        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
    next = read();
    if (next != null && !next.isEmpty() && next.charAt(0) == BYTE_ORDER_MARK) {
      next = next.substring(1);
    }
  }

  /** Opens a file, or standard input where {@code name} is a hyphen. */
  static TextLines open(String name) throws IOException {
    if (name.equals("-")) {
      return new TextLines("standard input", System.in);
    }
    Path file = Path.of(name);
    if (Files.isDirectory(file)) {
      throw new FileSystemException(name, null, "is a folder, not a file of lines");
    }
    return new TextLines(name, Files.newInputStream(file));
  }

  /** How many lines a file has, or -1 where that can't be told without using them up. */
  static long count(String name) throws IOException {
    if (name.equals("-") || !Files.isRegularFile(Path.of(name))) {
      return -1;
    }
    long count = 0;
    try (TextLines lines = open(name)) {
      while (lines.hasNext()) {
        lines.next();
        count++;
      }
    }
    return count;
  }

  boolean hasNext() {
    return next != null;
  }

  /** The next line, without its end. */
  String next() throws IOException {
    String line = next;
    next = read();
    return line;
  }

  private String read() throws IOException {
    try {
      return reader.readLine();
    } catch (CharacterCodingException e) {
      throw new IOException(name + ": the text is not UTF-8; convert it first", e);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
