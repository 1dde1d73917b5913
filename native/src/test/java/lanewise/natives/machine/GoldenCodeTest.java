package lanewise.natives.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every instruction that the assembler can write, byte for byte as GNU {@code as} writes it. The
 * golden bytes are a resource; the system property {@code lanewise.golden=regenerate} in the test's
 * JVM asks {@code as} for them anew.
 */
class GoldenCodeTest {
  private static final String RESOURCE = "golden.txt.gz";
  private static final Path SOURCE =
      Path.of("src/test/resources/lanewise/natives/machine", RESOURCE);

  @TempDir private Path directory;

  @Test
  void writesTheBytesThatGnuAsWrites() throws IOException, InterruptedException {
    Listing listing = new Listing();
    FloatListing.write(listing);
    IntegerListing.write(listing);
    ScalarListing.write(listing);
    List<String> golden;
    if ("regenerate".equals(System.getProperty("lanewise.golden"))) {
      golden = assemble(listing.texts());
      store(golden);
    } else {
      golden = load();
    }
    assertTrue(golden.size() > 5000, "the listing has lost most of its lines");
    assertEquals(listing.texts().size(), golden.size(), "regenerate the golden bytes");
    List<String> different = new ArrayList<>();
    for (int i = 0; i < golden.size(); i++) {
      String line = listing.texts().get(i) + "\t" + listing.bytes().get(i);
      if (!golden.get(i).equals(line)) {
        different.add("as: " + golden.get(i) + "\nus: " + line);
      }
    }
    assertTrue(
        different.isEmpty(),
        () ->
            different.size()
                + " instructions differ:\n"
                + String.join("\n", different.subList(0, Math.min(40, different.size()))));
  }

  private List<String> assemble(List<String> texts) throws IOException, InterruptedException {
    Path source = directory.resolve("golden.s");
    Path listed = directory.resolve("golden.lst");
    String start = ".intel_syntax noprefix\n";
    Files.writeString(source, start + String.join("\n", texts) + "\n");
    Process process =
        new ProcessBuilder(
                "as",
                "-aln=" + listed,
                "--listing-lhs-width=5",
                "--listing-rhs-width=200",
                "-o",
                directory.resolve("golden.o").toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "as takes too long");
    assertEquals(0, process.exitValue(), output.substring(0, Math.min(4000, output.length())));
    String[] bytes = new String[texts.size()];
    for (String line : Files.readAllLines(listed)) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length < 3 || !words[0].matches("\\d+") || !words[1].matches("[0-9a-f]{4,}")) {
        continue;
      }
      StringBuilder hex = new StringBuilder();
      for (int i = 2; i < words.length && words[i].matches("[0-9A-F]{2,8}"); i++) {
        hex.append(words[i].toLowerCase(java.util.Locale.ROOT));
      }
      bytes[Integer.parseInt(words[0]) - 2] = hex.toString();
    }
    List<String> golden = new ArrayList<>();
    for (int i = 0; i < bytes.length; i++) {
      golden.add(texts.get(i) + "\t" + bytes[i]);
    }
    return golden;
  }

  private static void store(List<String> golden) throws IOException {
    Files.createDirectories(SOURCE.getParent());
    try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(SOURCE))) {
      out.write((String.join("\n", golden) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private static List<String> load() throws IOException {
    InputStream resource = GoldenCodeTest.class.getResourceAsStream(RESOURCE);
    assertTrue(resource != null, "the golden bytes are missing");
    try (InputStream in = new GZIPInputStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
