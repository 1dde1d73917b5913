package lanewise.formats.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ids that the reference data has for BERT's vocabulary, without special tokens. */
class BertReferenceCasesTest {
  @Test
  void givesTheReferenceDataIds() throws IOException {
    String configured = System.getenv("LANEWISE_REFERENCE_DATA");
    Path folder = Path.of(configured != null ? configured : "../../shared/data");
    Path cases = folder.resolve("tokenizers/ggml-vocab-bert-bge.gguf.inp");
    assumeTrue(Files.exists(cases), () -> "no reference data: " + cases + " is absent");
    String[] texts = Files.readString(cases).split("\n__ggml_vocab_test__\n", -1);
    String[] lines =
        Files.readString(folder.resolve("tokenizers/ggml-vocab-bert-bge.gguf.out")).split("\n", -1);
    Tokenizer tokenizer = MiniLm.tokenizer();
    EncodeOptions options = EncodeOptions.WHOLE.withSpecialTokens(false);
    // What follows the last separator is no case; what follows the last line end no line.
    int count = texts.length - 1;
    assertEquals(count, lines.length - 1);
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
