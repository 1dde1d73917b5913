package lanewise.formats.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import lanewise.formats.gguf.GgufReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ids that the reference data has for GGUF vocabularies, without special tokens. */
final class GgufReferenceCasesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bert-bge",
        "deepseek-llm",
        "gemma-4",
        "gpt-2",
        "llama-bpe",
        "llama-spm",
        "qwen2",
        "starcoder"
      })
  void givesTheReferenceDataIds(String name) throws IOException {
    String configured = System.getenv("LANEWISE_REFERENCE_DATA");
    Path folder = Path.of(configured != null ? configured : "../../shared/data");
    Path file = folder.resolve("tokenizers/ggml-vocab-" + name + ".gguf");
    assumeTrue(Files.exists(file), () -> "no reference data: " + file + " is absent");
    String[] texts = Files.readString(Path.of(file + ".inp")).split("\n__ggml_vocab_test__\n", -1);
    String[] lines = Files.readString(Path.of(file + ".out")).split("\n", -1);
    try (Arena arena = Arena.ofConfined()) {
      Tokenizer tokenizer = Tokenizer.read(GgufReader.open(file, arena).metadata());
      EncodeOptions options = EncodeOptions.WHOLE.withSpecialTokens(false);
      // What follows the last line end is no line; some files have a separator after the last case.
      int count = lines.length - 1;
      assertTrue(texts.length == count || texts.length == count + 1, "cases: " + texts.length);
      for (int i = 0; i < count; i++) {
        String text = texts[i];
        int[] expected =
            Stream.of(lines[i].split(" "))
                .filter(id -> !id.isEmpty())
                .mapToInt(Integer::parseInt)
                .toArray();
        assertArrayEquals(expected, tokenizer.encode(text, options).ids(), () -> text);
      }
    }
  }
}
