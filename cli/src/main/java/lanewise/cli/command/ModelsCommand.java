package lanewise.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import lanewise.cli.catalogue.Catalogue;
import lanewise.cli.catalogue.CatalogueEntry;
import lanewise.cli.catalogue.ModelCache;
import lanewise.cli.terminal.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanewise models}: the built-in models. */
@Command(
    name = "models",
    description = "Lists the built-in models with licence and size.",
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  lanewise models", "  lanewise models --json"})
public final class ModelsCommand implements Callable<Integer> {
  private final ModelCache cache;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean asJson;

  /** Tells which models are in {@code cache}. */
  public ModelsCommand(ModelCache cache) {
    this.cache = cache;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      JsonText.print(out, this::writeTo);
    } else {
      out.printf("%-22s %9s  %-11s %-8s %s%n", "NAME", "SIZE", "LICENCE", "CACHED", "FOR");
      for (CatalogueEntry entry : Catalogue.entries()) {
        out.printf(
            Locale.ROOT,
            "%-22s %6.1f MB  %-11s %-8s %s%n",
            entry.name(),
            entry.networkBytes() / 1e6,
            entry.licence(),
            cache.contains(entry) ? "yes" : "no",
            entry.purpose());
      }
      out.println();
      out.println("A model is fetched when it is first used, or by: lanewise pull NAME");
      out.println("Cache: " + cache.folder());
    }
    return 0;
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (CatalogueEntry entry : Catalogue.entries()) {
      json.writeStartObject();
      json.writeStringField("name", entry.name());
      json.writeStringField("purpose", entry.purpose());
      json.writeStringField("licence", entry.licence());
      json.writeNumberField("bytes", entry.networkBytes());
      json.writeStringField("coordinates", entry.coordinates());
      json.writeBooleanField("cached", cache.contains(entry));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
