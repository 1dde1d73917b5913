package lanewise.cli.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import lanewise.cli.Commands;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonNumber;
import lanewise.formats.json.JsonObject;
import lanewise.formats.npy.NpyReader;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbedCommandTest {
  private static final String MODEL = "all-minilm-l6-v2-q";
  private static final int SIZE = 384;

  @TempDir private static Path cache;
  @TempDir private Path folder;

  @BeforeAll
  static void pullModel() {
    Commands.Result result = new Commands(cache).run("pull", MODEL);
    assertEquals(0, result.code(), result.err());
    assertEquals(cache.resolve(MODEL).toString(), result.out().strip());
    assertTrue(Files.isRegularFile(cache.resolve(MODEL).resolve("model.onnx")));
  }

  private static Commands.Result embed(String... arguments) {
    String[] words =
        Stream.concat(Stream.of("embed", "--model", MODEL), Arrays.stream(arguments))
            .toArray(String[]::new);
    return new Commands(cache).run(words);
  }

  private static float[] vector(String line) {
    JsonArray numbers = ((JsonObject) Commands.json(line)).array("embedding");
    float[] vector = new float[numbers.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) ((JsonNumber) numbers.get(i)).doubleValue();
    }
    return vector;
  }

  private static double length(float[] vector) {
    double sum = 0;
    for (float x : vector) {
      sum += (double) x * x;
    }
    return Math.sqrt(sum);
  }

  private static String error(int code, String... arguments) {
    Commands.Result result = embed(arguments);
    assertEquals(code, result.code(), result.out());
    assertEquals(1, result.err().lines().count(), result.err());
    assertEquals("", result.out());
    return result.err();
  }

  @Test
  void showsWhichTextsMeanAlike() {
    Commands.Result result =
        embed("How do I reset my password?", "I forgot my login", "The weather is nice today");
    assertEquals(0, result.code(), result.err());
    List<String> lines = result.lines();
    assertEquals(9, lines.size());
    assertEquals("How do I reset my password?", lines.get(0));
    assertTrue(lines.get(1).endsWith("I forgot my login"), result.out());
    assertTrue(lines.get(2).endsWith("The weather is nice today"), result.out());
  }

  @Test
  void printsAJsonObjectForEachText() {
    Commands.Result result = embed("--json", "hello", "a longer text than that");
    assertEquals(0, result.code(), result.err());
    assertEquals(2, result.lines().size());
    JsonObject first = (JsonObject) Commands.json(result.lines().get(0));
    assertEquals(List.of("index", "tokens", "embedding"), List.copyOf(first.members().keySet()));
    assertEquals(0, first.integer("index"));
    assertEquals(3, first.integer("tokens"));
    assertEquals(1, ((JsonObject) Commands.json(result.lines().get(1))).integer("index"));
    assertEquals(SIZE, vector(result.lines().get(0)).length);
    assertEquals(1, length(vector(result.lines().get(0))), 1e-5);
  }

  @Test
  void writesLinesOfAFileAsRowsInTheirOrder() throws IOException {
    Path input = Files.writeString(folder.resolve("in.txt"), "\uFEFFa cat\na much longer dog\n\n");
    Path out = folder.resolve("vectors.npy");
    Commands.Result result = embed("--input", input.toString(), "--out", out.toString());
    assertEquals(0, result.code(), result.err());
    assertEquals("wrote 3 vectors of 384 numbers to " + out + "\n", result.out());
    Tensor rows = NpyReader.read(out);
    assertEquals(Shape.of(3, SIZE), rows.shape());
    float[] all = rows.toFloatArray();
    Commands.Result json = embed("--json", "a cat", "a much longer dog", "");
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(
          vector(json.lines().get(i)), Arrays.copyOfRange(all, i * SIZE, (i + 1) * SIZE));
    }
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(2, left.count(), "nothing is left beside the vectors");
    }
  }

  @Test
  void takesOptionsOfPoolingAndLength() {
    String usual = embed("--json", "some text").out();
    assertEquals(usual, embed("--json", "--pooling", "mean", "some text").out());
    assertEquals(usual, embed("--json", "--pooling", "MEAN", "--threads", "1", "some text").out());
    assertFalse(usual.equals(embed("--json", "--pooling", "cls", "some text").out()));
    float[] whole = vector(embed("--json", "--no-normalize", "some text").out());
    assertTrue(Math.abs(length(whole) - 1) > 1e-3);
    assertArrayEquals(vector(usual), vector(embed("--json", "--prefix", "some ", "text").out()));
  }

  @Test
  void tellsWrongUsage() {
    assertTrue(error(2).contains("give texts, or --input"));
    assertTrue(error(2, "text", "--input", "file").contains("and not both"));
    assertTrue(error(2, "text", "--json", "--out", "x.npy").contains("exclude each other"));
    String pooling = error(2, "text", "--pooling", "max");
    assertTrue(pooling.contains("MEAN, CLS, LAST"), pooling);
  }

  @Test
  void tellsWhatIsWrongWithTheInput() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.txt"), "");
    assertEquals("error: " + empty + ": no lines to embed\n", error(1, "--input", empty + ""));
    Path gone = folder.resolve("gone.txt");
    assertEquals("error: " + gone + ": no such file\n", error(1, "--input", gone + ""));
    assertTrue(error(1, "--input", folder + "").contains("is a folder"));
    Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', (byte) 0xE9, 'b'});
    assertTrue(error(1, "--input", latin + "").contains("the text is not UTF-8"));
  }

  @Test
  void tellsThatTheOutputCannotBeWrittenBeforeItWorks() {
    Path lost = folder.resolve("no/such/folder.npy");
    assertTrue(error(1, "text", "--out", lost + "").contains("there is no folder"));
    assertTrue(error(1, "text", "--out", folder + "").contains("is a folder"));
  }

  @Test
  void tellsOptionsThatCannotBe() {
    assertTrue(error(1, "text", "--threads", "0").contains("threads must be at least 1"));
    assertTrue(error(1, "text", "--tier", "quantum").contains("no tier named quantum"));
    assertTrue(error(1, "text", "--batch", "-3").contains("at least 1"));
  }

  @Test
  void tellsThatAModelIsNotThere() {
    Commands.Result result = new Commands(cache).run("embed", "--model", "no-such", "text");
    assertEquals(1, result.code());
    assertTrue(result.err().contains("'no-such'; lanewise models lists them"), result.err());
  }

  @Test
  void takesAFolderAsAModel() {
    Commands elsewhere = new Commands(folder.resolve("empty-cache"));
    String path = cache.resolve(MODEL).toString();
    Commands.Result result = elsewhere.run("embed", "--model", path, "--json", "some text");
    assertEquals(embed("--json", "some text").out(), result.out());
  }
}
