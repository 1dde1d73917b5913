package lanewise.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import lanewise.cli.catalogue.Catalogue;
import lanewise.cli.catalogue.CatalogueEntry;
import lanewise.cli.catalogue.ModelCache;
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
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    ModelCache cache = ModelCache.ofUser();
    if (json) {
      printJson(out, cache);
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
    out.flush();
    return 0;
  }

  private static void printJson(PrintWriter out, ModelCache cache) throws IOException {
    try (JsonGenerator generator = new JsonFactory().createGenerator(out)) {
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      generator.useDefaultPrettyPrinter();
      generator.writeStartArray();
      for (CatalogueEntry entry : Catalogue.entries()) {
        generator.writeStartObject();
        generator.writeStringField("name", entry.name());
        generator.writeStringField("purpose", entry.purpose());
        generator.writeStringField("licence", entry.licence());
        generator.writeNumberField("bytes", entry.networkBytes());
        generator.writeStringField("coordinates", entry.coordinates());
        generator.writeBooleanField("cached", cache.contains(entry));
        generator.writeEndObject();
      }
      generator.writeEndArray();
    }
    out.println();
  }
}
