package lanewise.engine.embed;

import java.util.Objects;
import lanewise.engine.DeviceOptions;
import lanewise.engine.ModelOptions;

/**
 * How texts become vectors. Immutable; each {@code with…} method gives a changed copy.
 *
 * @param model how the network runs
 * @param pooling how token vectors become one
 * @param normalize whether vectors are scaled to length 1
 * @param prefix put before every text, such as {@code "query: "} for E5 models
 * @param maxTokens longer texts are cut, special tokens counted
 * @param batchTexts at most this many texts run together
 */
public record EmbedderOptions(
    ModelOptions model,
    Pooling pooling,
    boolean normalize,
    String prefix,
    int maxTokens,
    int batchTexts) {

  public EmbedderOptions {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(pooling, "pooling");
    Objects.requireNonNull(prefix, "prefix; the empty string is none");
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens must be at least 1, found " + maxTokens);
    }
    if (batchTexts < 1) {
      throw new IllegalArgumentException("batchTexts must be at least 1, found " + batchTexts);
    }
  }

  /** Mean pooling, normalized, no prefix, 512 tokens, up to 32 texts a batch. */
  public static EmbedderOptions defaults() {
    return new EmbedderOptions(ModelOptions.defaults(), Pooling.MEAN, true, "", 512, 32);
  }

  public EmbedderOptions withModel(ModelOptions options) {
    return new EmbedderOptions(options, pooling, normalize, prefix, maxTokens, batchTexts);
  }

  /** The same with the network on another device. */
  public EmbedderOptions withDevice(DeviceOptions device) {
    return withModel(model.withDevice(device));
  }

  public EmbedderOptions withPooling(Pooling kind) {
    return new EmbedderOptions(model, kind, normalize, prefix, maxTokens, batchTexts);
  }

  public EmbedderOptions withNormalize(boolean unitLength) {
    return new EmbedderOptions(model, pooling, unitLength, prefix, maxTokens, batchTexts);
  }

  public EmbedderOptions withPrefix(String text) {
    return new EmbedderOptions(model, pooling, normalize, text, maxTokens, batchTexts);
  }

  public EmbedderOptions withMaxTokens(int count) {
    return new EmbedderOptions(model, pooling, normalize, prefix, count, batchTexts);
  }

  public EmbedderOptions withBatchTexts(int count) {
    return new EmbedderOptions(model, pooling, normalize, prefix, maxTokens, count);
  }
}
