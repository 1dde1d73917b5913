package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import lanewise.cli.catalogue.Catalogue;
import lanewise.cli.catalogue.CatalogueEntry;
import lanewise.cli.catalogue.ModelCache;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.engine.conformance.ModelSupport;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxReader;

/** Finds the model that a person names: a path, or a built-in model that is fetched if need be. */
final class ModelLocator {
  private final ModelCache cache;

  ModelLocator(ModelCache cache) {
    this.cache = cache;
  }

  /** The file or folder of {@code model}; what happens meanwhile is told to {@code err}. */
  Path find(String model, PrintWriter err) throws IOException, InterruptedException {
    Optional<CatalogueEntry> entry = Catalogue.find(model);
    if (entry.isPresent()) {
      return fetch(entry.get(), err);
    }
    Path path = Path.of(model);
    if (!Files.exists(path)) {
      throw new IOException(
          "there is no file, folder or built-in model '" + model + "'; lanewise models lists them");
    }
    return path;
  }

  /** The ONNX file of {@code model}. */
  Path findNetwork(String model, PrintWriter err) throws IOException, InterruptedException {
    Path path = find(model, err);
    if (!Files.isDirectory(path)) {
      return path;
    }
    Path network = path.resolve("model.onnx");
    if (!Files.isRegularFile(network)) {
      throw new IOException(path + ": the folder has no model.onnx; name the ONNX file itself");
    }
    return network;
  }

  /** Opens an ONNX file; where it needs what Lanewise does not have, the error tells all of it. */
  static Model open(Path network, ModelOptions options) throws IOException {
    try {
      return Model.open(network, options);
    } catch (ModelFormatException e) {
      if (!ModelSupport.isMissing(e)) {
        throw e;
      }
      try (Arena arena = Arena.ofShared()) {
        String missing =
            ModelSupport.missing(OnnxReader.open(network, arena).model()).orElse(e.getMessage());
        throw new IOException(network + ": not supported: " + missing, e);
      }
    }
  }

  /** The folder of a built-in model. */
  Path fetch(CatalogueEntry entry, PrintWriter err) throws IOException, InterruptedException {
    return cache.require(
        entry,
        line -> {
          err.println(line);
          err.flush();
        });
  }
}
