package lanewise.cli.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import lanewise.cli.catalogue.Catalogue;
import lanewise.cli.catalogue.CatalogueEntry;
import lanewise.cli.catalogue.ModelCache;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise pull}: fetches a built-in model. */
@Command(
    name = "pull",
    description = "Fetches a built-in model, verifies it and unpacks it into the cache.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  lanewise pull all-minilm-l6-v2-q"})
public final class PullCommand implements Callable<Integer> {
  private final ModelCache cache;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "One of: lanewise models")
  private String name;

  /** Fetches into {@code cache}. */
  public PullCommand(ModelCache cache) {
    this.cache = cache;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CatalogueEntry entry =
        Catalogue.find(name)
            .orElseThrow(() ->
                new IOException(
                    "there is no built-in model '" + name + "'; lanewise models lists them"));
    Path folder = new ModelLocator(cache).fetch(entry, spec.commandLine().getErr());
    spec.commandLine().getOut().println(folder);
    return 0;
  }
}
