package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
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
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "One of: lanewise models")
  private String name;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CatalogueEntry entry =
        Catalogue.find(name)
            .orElseThrow(() ->
                new IOException(
                    "there is no built-in model '" + name + "'; lanewise models lists them"));
    PrintWriter err = spec.commandLine().getErr();
    Path folder =
        ModelCache.ofUser()
            .require(
                entry,
                line -> {
                  err.println(line);
                  err.flush();
                });
    spec.commandLine().getOut().println(folder);
    spec.commandLine().getOut().flush();
    return 0;
  }
}
