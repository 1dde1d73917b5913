package lanewise.cli.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lanewise.engine.embed.Pooling;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that is in Maven's local repository already, unpacked into a cache. */
class ModelCacheTest {
  private static final String REPOSITORY = "maven.repo.local";

  @TempDir Path folder;
  private String repositoryBefore;
  private Path jar;

  @BeforeEach
  void putTheJarIntoARepository() throws IOException {
    repositoryBefore = System.getProperty(REPOSITORY);
    Path repository = folder.resolve("repository");
    System.setProperty(REPOSITORY, repository.toString());
    jar = repository.resolve("a/b/tiny/1/tiny-1.jar");
    Files.createDirectories(jar.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("tiny.onnx", "tiny-tokenizer.json")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[1 << 16]);
        zip.closeEntry();
      }
    }
  }

  @AfterEach
  void restoreTheRepository() {
    if (repositoryBefore == null) {
      System.clearProperty(REPOSITORY);
    } else {
      System.setProperty(REPOSITORY, repositoryBefore);
    }
  }

  private static CatalogueEntry entry(String checksum) {
    return new CatalogueEntry(
        "tiny",
        "a test",
        "none",
        Pooling.MEAN,
        "a.b",
        "tiny",
        "1",
        checksum,
        "tiny.onnx",
        "tiny-tokenizer.json",
        1 << 16);
  }

  @Test
  void unpacksOnceForManyThreads() throws Exception {
    ModelCache cache = new ModelCache(folder.resolve("cache"));
    CatalogueEntry entry = entry(Checksums.sha256(jar));
    List<String> lines = new ArrayList<>();
    Callable<Path> require =
        () ->
            cache.require(
                entry,
                line -> {
                  synchronized (lines) {
                    lines.add(line);
                  }
                });
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Path> path : threads.invokeAll(List.of(require, require, require, require))) {
        assertEquals(1 << 16, Files.size(path.get().resolve("model.onnx")));
      }
    }
    assertTrue(cache.contains(entry));
    long unpacked = lines.stream().filter(line -> line.startsWith("unpacking")).count();
    assertEquals(1, unpacked, lines.toString());
  }

  @Test
  void removesWhatAnEndedProcessLeft() throws Exception {
    Path own = folder.resolve("cache/tiny");
    Files.createDirectories(own);
    Files.write(own.resolve("model.onnx123.part"), new byte[3]);
    Files.write(own.resolve("tiny-1.jar"), new byte[3]);
    new ModelCache(folder.resolve("cache")).require(entry(Checksums.sha256(jar)), line -> {});
    assertFalse(Files.exists(own.resolve("model.onnx123.part")));
    assertFalse(Files.exists(own.resolve("tiny-1.jar")));
    assertTrue(Files.exists(jar), "Maven's own copy stays");
  }

  @Test
  void unpacksNothingOfADamagedJar() {
    ModelCache cache = new ModelCache(folder.resolve("cache"));
    CatalogueEntry entry = entry("0".repeat(64));
    IOException refused = assertThrows(IOException.class, () -> cache.require(entry, line -> {}));
    assertTrue(refused.getMessage().contains(jar.toString()), refused.getMessage());
    assertFalse(cache.contains(entry));
  }
}
