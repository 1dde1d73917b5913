package lanewise.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import lanewise.cli.terminal.OutputClosedException;
import lanewise.engine.embed.Embedding;

/** A JSON object on a line for each text. */
final class JsonLinesSink implements EmbeddingSink {
  private static final JsonFactory JSON = new JsonFactory();

  private final PrintWriter out;

  JsonLinesSink(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void accept(String text, Embedding embedding) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField("index", embedding.index());
      json.writeNumberField("tokens", embedding.tokens());
      json.writeArrayFieldStart("embedding");
      for (float element : embedding.vector()) {
        json.writeNumber(element);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.println(line);
    OutputClosedException.check(out);
  }

  @Override
  public void finish() {
    out.flush();
  }
}
