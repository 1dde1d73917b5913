package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lanewise.cli.catalogue.Catalogue;
import lanewise.cli.catalogue.CatalogueEntry;
import lanewise.cli.catalogue.ModelCache;

/** Finds the model that a person names: a path, or a built-in model that is fetched if need be. */
final class EncoderOption {
  private EncoderOption() {}

  /** The file or folder of {@code model}; what happens meanwhile is told to {@code err}. */
  static Path path(String model, PrintWriter err) throws IOException, InterruptedException {
    Optional<CatalogueEntry> entry = Catalogue.find(model);
    if (entry.isPresent()) {
      return ModelCache.ofUser()
          .require(
              entry.get(),
              line -> {
                err.println(line);
                err.flush();
              });
    }
    Path path = Path.of(model);
    if (!Files.exists(path)) {
      throw new IOException(
          "there is no file, folder or built-in model '" + model + "'; lanewise models lists them");
    }
    return path;
  }
}
