package lanewise.cli.command;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import lanewise.formats.npy.NpyWriter;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.Tensor;

/**
 * Writes a model's outputs into a folder. An output's name may have any character in it, even a
 * path's: a file's name keeps letters, digits, hyphens, underscores and dots of it.
 */
final class OutputFiles {
  private static final int MOST_CHARACTERS = 120;

  private final Path folder;
  private final Set<String> taken = new HashSet<>();

  OutputFiles(Path folder) throws IOException {
    this.folder = folder;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new FileSystemException(folder.toString(), null, "is a file, not a folder for outputs");
    }
    Files.createDirectories(folder);
  }

  /** Writes NAME.npy, or NAME.pb for elements smaller than a byte, which NPY files don't have. */
  Path write(String name, Tensor tensor) throws IOException {
    boolean npy = tensor.type().isPlain();
    Path file = folder.resolve(freeName(name) + (npy ? ".npy" : ".pb"));
    if (npy) {
      NpyWriter.write(tensor, file);
    } else {
      OnnxWriter.write(OnnxTensor.of(name, tensor), file);
    }
    return file;
  }

  private String freeName(String name) {
    String safe = safeName(name);
    String free = safe;
    // File systems may take capitals and small letters for the same.
    for (int i = 2; !taken.add(free.toLowerCase(Locale.ROOT)); i++) {
      free = safe + "-" + i;
    }
    return free;
  }

  static String safeName(String name) {
    String safe = name.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_");
    if (safe.isEmpty()) {
      return "_";
    }
    return safe.substring(0, Math.min(safe.length(), MOST_CHARACTERS));
  }
}
