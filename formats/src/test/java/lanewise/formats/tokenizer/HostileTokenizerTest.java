package lanewise.formats.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import lanewise.formats.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Broken and hostile {@code tokenizer.json} files: a clear exception or a working tokenizer. */
class HostileTokenizerTest {
  private static final String TEXT = "Ab a\u00e9b <t> \u4e2d aab! _x \uD83D\uDE00 \u00c9!";
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long MOST_BYTES = 32 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static IntStream seeds() {
    return IntStream.range(0, SmallTokenizers.seeds().size());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void acceptsTheSeedItself(int seed) {
    assertTrue(survives(SmallTokenizers.seeds().get(seed)));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rejectsEveryPrefix(int seed) {
    byte[] json = SmallTokenizers.seeds().get(seed);
    for (int length = 0; length < json.length; length++) {
      byte[] prefix = Arrays.copyOf(json, length);
      assertThrows(ModelFormatException.class, () -> Tokenizer.read(prefix, "prefix"));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void survivesBitFlips(int seed) {
    byte[] json = SmallTokenizers.seeds().get(seed);
    Random random = new Random(seed);
    int accepted = 0;
    for (int i = 0; i < 2_000; i++) {
      byte[] broken = json.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
      }
      accepted += survives(broken) ? 1 : 0;
    }
    // A flip within a token is another token; so neither all nor none are accepted.
    assertTrue(accepted > 0 && accepted < 2_000, "accepted " + accepted);
  }

  static Stream<String> mistakes() {
    return Stream.of(
        "\"a\":3|\"a\":-3",
        "\"a\":3|\"a\":4",
        "\"a\":3|\"a\":2147483647",
        "\"a\":3|\"a\":2147483648",
        "\"a\":3|\"a\":1e999999999",
        "\"a\":3|\"a\":3.5",
        "\"a\":3|\"a\":\"3\"",
        "\"a\":3|\"b\":3",
        "\"unk_token\":\"[UNK]\"|\"unk_token\":\"absent\"",
        "\"max_input_chars_per_word\":20|\"max_input_chars_per_word\":-1",
        "\"type\":\"WordPiece\",\"unk_token\"|\"type\":\"Unheard\",\"unk_token\"",
        "BertNormalizer|Unheard",
        "BertPreTokenizer|Unheard",
        "BertProcessing|Unheard",
        "\"type\":\"WordPiece\",\"prefix\"|\"type\":\"Unheard\",\"prefix\"",
        "\"[SEP]\",2]|\"[SEP]\",-2]",
        "\"[SEP]\",2]|\"[SEP]\",77]",
        "\"[SEP]\",2]|\"[SEP]\"]",
        "\"truncation\":null|\"truncation\":{\"max_length\":-1}",
        "\"truncation\":null|\"truncation\":{\"max_length\":1}",
        "\"truncation\":null|\"truncation\":{\"max_length\":9,\"stride\":9}",
        "\"truncation\":null|\"truncation\":{\"max_length\":9,\"strategy\":\"None\"}",
        "\"padding\":null|\"padding\":{\"strategy\":{\"Fixed\":2147483647},\"pad_id\":0}",
        "\"padding\":null|\"padding\":{\"strategy\":{\"Fixed\":-1},\"pad_id\":0}",
        "\"padding\":null|\"padding\":{\"strategy\":\"Some\",\"pad_id\":0}",
        "\"padding\":null|\"padding\":7",
        "\"padding\":null|\"truncation\":null",
        "{\"id\":1,\"content\":\"[CLS]\"|{\"id\":-1,\"content\":\"new\"",
        "{\"id\":1,\"content\":\"[CLS]\"|{\"id\":1,\"content\":\"new\"",
        "{\"id\":1,\"content\":\"[CLS]\"|{\"id\":1,\"content\":\"\"",
        "\"model\":|\"mode\":");
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void rejectsWhatIsOutOfRangeOrUnknown(String mistake) {
    String[] change = mistake.split("\\|", 2);
    String json = new String(SmallTokenizers.seeds().getFirst(), StandardCharsets.UTF_8);
    assertTrue(json.contains(change[0]));
    byte[] broken = json.replace(change[0], change[1]).getBytes(StandardCharsets.UTF_8);
    ModelFormatException error =
        assertThrows(ModelFormatException.class, () -> Tokenizer.read(broken, "broken"));
    assertTrue(!change[1].contains("Unheard") || error.getMessage().contains("Unheard"));
  }

  @Test
  void rejectsNormalizersNestedWithoutEnd() {
    String nested = "{\"type\":\"Sequence\",\"normalizers\":[".repeat(10_000);
    String json = new String(SmallTokenizers.seeds().getFirst(), StandardCharsets.UTF_8);
    byte[] broken =
        json.replace("\"normalizer\":{", "\"normalizer\":" + nested + "{")
            .getBytes(StandardCharsets.UTF_8);
    assertThrows(ModelFormatException.class, () -> Tokenizer.read(broken, "nested"));
  }

  @Test
  void rejectsVocabulariesMadeToCollide() {
    // All tokens want the same place in a table of 8,192, which 2,200 do not make larger.
    StringBuilder vocabulary = new StringBuilder("\"[UNK]\":0");
    int count = 1;
    byte[] token = new byte[6];
    for (int i = 0; count < 2_200; i++) {
      int hash = Vocabulary.HASH_START;
      int rest = i;
      for (int at = 0; at < token.length; at++) {
        token[at] = (byte) ('a' + rest % 26);
        rest /= 26;
        hash = Vocabulary.hash(hash, token[at]);
      }
      if (((hash ^ hash >>> 15) & 8_191) == 77) {
        vocabulary.append(",\"").append(new String(token, StandardCharsets.UTF_8));
        vocabulary.append("\":").append(count++);
      }
    }
    String json = "{\"model\":{\"type\":\"WordPiece\",\"vocab\":{" + vocabulary + "}}}";
    long start = cpuNanos();
    ModelFormatException error =
        assertThrows(
            ModelFormatException.class,
            () -> Tokenizer.read(json.getBytes(StandardCharsets.UTF_8), "colliding"));
    assertTrue(cpuNanos() - start < MOST_NANOS);
    assertTrue(error.getMessage().contains("collide"), error.getMessage());
  }

  @Test
  void readsALargeVocabularyWithinASecond() {
    StringBuilder vocabulary = new StringBuilder("\"[UNK]\":0");
    for (int i = 1; i < 200_000; i++) {
      vocabulary.append(",\"").append(Integer.toString(i * 7919, 36)).append("\":").append(i);
    }
    String json = "{\"model\":{\"type\":\"WordPiece\",\"vocab\":{" + vocabulary + "}}}";
    long start = cpuNanos();
    Tokenizer tokenizer = Tokenizer.read(json.getBytes(StandardCharsets.UTF_8), "large");
    assertTrue(cpuNanos() - start < MOST_NANOS);
    assertEquals(200_000, tokenizer.vocabularySize());
    assertEquals(199_999, tokenizer.id(Integer.toString(199_999 * 7919, 36)).getAsInt());
  }

  static Stream<String> longTexts() {
    int size = 1 << 20;
    return Stream.of(
        "a".repeat(size),
        "a ".repeat(size / 2),
        " ".repeat(size),
        "\u0301".repeat(size),
        "\u0301\u0323".repeat(size / 2),
        "\u4e2d".repeat(size),
        "!".repeat(size),
        "\u0000".repeat(size),
        "\uD83D\uDE00".repeat(size / 2),
        "\uD800".repeat(size),
        "[MASK]".repeat(size / 6),
        "[MASK".repeat(size / 5),
        "\ud55c".repeat(size),
        "\u1e9b\u0323".repeat(size / 2),
        ("a".repeat(100) + " ").repeat(size / 101));
  }

  @ParameterizedTest
  @MethodSource("longTexts")
  void encodesAMillionCharactersWithinASecond(String text) throws IOException {
    Tokenizer tokenizer = MiniLm.tokenizer();
    tokenizer.encode(text.substring(0, 10_000), EncodeOptions.WHOLE);
    long start = cpuNanos();
    Encoding encoding = tokenizer.encode(text, EncodeOptions.WHOLE);
    long nanos = cpuNanos() - start;
    assertTrue(encoding.length() >= 2);
    assertTrue(nanos < MOST_NANOS, () -> "took " + nanos / 1_000_000 + " ms");
  }

  /** This thread's own time: the tests may share the machine with others. */
  private static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Whether the file is accepted; it must not take too long or too much, or fail otherwise. */
  private static boolean survives(byte[] json) {
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long start = cpuNanos();
    boolean accepted = true;
    try {
      Tokenizer tokenizer = Tokenizer.read(json, "hostile");
      try {
        Encoding encoding = tokenizer.encode(TEXT);
        tokenizer.encodePair(TEXT, TEXT, EncodeOptions.WHOLE);
        tokenizer.decode(encoding.ids(), false);
        assertTrue(encoding.tokens().size() == encoding.length());
      } catch (IllegalArgumentException noRoom) {
        assertTrue(noRoom.getMessage().contains("maxLength"), noRoom.getMessage());
      }
    } catch (ModelFormatException expected) {
      accepted = false;
    }
    assertTrue(cpuNanos() - start < MOST_NANOS);
    assertTrue(THREADS.getCurrentThreadAllocatedBytes() - bytes < MOST_BYTES);
    return accepted;
  }

  @Test
  void staysCorrectInManyThreads() throws Exception {
    Tokenizer tokenizer = MiniLm.tokenizer();
    List<int[]> expected =
        Stream.of(TEXT, TEXT + TEXT).map(t -> tokenizer.encode(t).ids()).toList();
    boolean same =
        IntStream.range(0, 2_000)
            .parallel()
            .allMatch(i ->
                Arrays.equals(
                    expected.get(i % 2), tokenizer.encode(i % 2 == 0 ? TEXT : TEXT + TEXT).ids()));
    assertTrue(same);
  }
}
