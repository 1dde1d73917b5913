package lanewise.cli.catalogue;

import java.util.List;
import java.util.Optional;
import lanewise.engine.embed.Pooling;

/** The list of built-in models. */
public final class Catalogue {
  /** What {@code embed} uses when no model is named. */
  public static final String DEFAULT_ENCODER = "all-minilm-l6-v2";

  private static final String GROUP = "dev.langchain4j";
  private static final String PREFIX = "langchain4j-embeddings-";
  private static final String RELEASE = "1.20.0-beta30";

  private static final List<CatalogueEntry> ENTRIES =
      List.of(
          entry(
              "all-minilm-l6-v2",
              "sentence embeddings, English, 384 dimensions",
              "Apache-2.0",
              Pooling.MEAN,
              "all-minilm-l6-v2",
              RELEASE,
              "7b969e95283826afd9e452a0ab5b80a5ada5c6b49804b938886f5571cc4318ee",
              90_387_606),
          entry(
              "all-minilm-l6-v2-q",
              "the same, quantized to int8",
              "Apache-2.0",
              Pooling.MEAN,
              "all-minilm-l6-v2-q",
              RELEASE,
              "cd0f28d2b59887372ee90e4e9e32314a27aa8f47a688ce8b413573c82ec68da8",
              22_972_370),
          entry(
              "bge-small-en-v1.5-q",
              "retrieval embeddings, English, 384 dimensions, int8",
              "MIT",
              Pooling.CLS,
              "bge-small-en-v15-q",
              RELEASE,
              "95b1ab04b9455fac9c63d52786ff142bfd3e86ace6b987eed263206672700dfe",
              34_014_426),
          entry(
              "e5-small-v2-q",
              "retrieval embeddings, English, 384 dimensions, int8; wants --prefix \"query: \"",
              "MIT",
              Pooling.MEAN,
              "e5-small-v2-q",
              "1.11.0-beta19",
              "1ed8977dc74d6ebcc66716fe9e3ae972e308fa2967213f1b3af2e6ba45766aac",
              34_014_367),
          entry(
              "bge-small-zh-v1.5",
              "retrieval embeddings, Chinese, 512 dimensions",
              "MIT",
              Pooling.CLS,
              "bge-small-zh-v15",
              RELEASE,
              "003be0d2ced8b50c5ffa0a4ef3c76f29d3ee067a6b0d56bb2a2b12595324c002",
              94_851_877));

  private Catalogue() {}

  private static CatalogueEntry entry(
      String name,
      String purpose,
      String licence,
      Pooling pooling,
      String artifact,
      String version,
      String jarSha256,
      long networkBytes) {
    return new CatalogueEntry(
        name,
        purpose,
        licence,
        pooling,
        GROUP,
        PREFIX + artifact,
        version,
        jarSha256,
        name + ".onnx",
        name + "-tokenizer.json",
        networkBytes);
  }

  /** All built-in models. */
  public static List<CatalogueEntry> entries() {
    return ENTRIES;
  }

  /** The built-in model of this name. */
  public static Optional<CatalogueEntry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }
}
