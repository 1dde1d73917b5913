package lanewise.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import lanewise.cli.catalogue.ModelCache;
import lanewise.formats.json.JsonValue;

/** Runs commands in this process, as {@code main} does but for the end. */
public final class Commands {
  /** What a command printed and ended with. */
  public record Result(int code, String out, String err) {
    public List<String> lines() {
      return out.lines().toList();
    }

    public JsonValue json() {
      return Commands.json(out);
    }
  }

  private final Path cache;

  /** Built-in models are kept in {@code cache}. */
  public Commands(Path cache) {
    this.cache = cache;
  }

  public Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine(new ModelCache(cache))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Result(code, out.toString(), err.toString());
  }

  public static JsonValue json(String text) {
    return JsonValue.parse(text.getBytes(StandardCharsets.UTF_8), "output");
  }
}
