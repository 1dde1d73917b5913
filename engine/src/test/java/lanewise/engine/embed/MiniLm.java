package lanewise.engine.embed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** all-MiniLM-L6-v2 from the test class path, unpacked once a build. */
public final class MiniLm {
  /** The f32 model. */
  public static final String FP32 = "all-minilm-l6-v2";

  /** Its dynamically quantized sibling. */
  public static final String INT8 = "all-minilm-l6-v2-q";

  private MiniLm() {}

  /** A folder with {@code model.onnx} and {@code tokenizer.json}. */
  public static synchronized Path folder(String name) throws IOException {
    Path folder = Path.of("target", "models", name);
    Files.createDirectories(folder);
    unpack("/" + name + ".onnx", folder.resolve("model.onnx"));
    unpack("/" + name + "-tokenizer.json", folder.resolve("tokenizer.json"));
    return folder;
  }

  private static void unpack(String resource, Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Path beside = Files.createTempFile(file.getParent(), "unpacking", ".part");
    try (InputStream in = MiniLm.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("the test class path has no " + resource);
      }
      Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
