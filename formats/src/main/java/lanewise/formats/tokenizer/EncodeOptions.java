package lanewise.formats.tokenizer;

/**
 * What an encoding is to have. Immutable; each {@code with…} gives a changed copy.
 *
 * @param specialTokens whether the post-processor adds its tokens, as [CLS] and [SEP]
 * @param truncation how a long encoding is cut
 * @param padding how a short encoding is filled up
 */
public record EncodeOptions(boolean specialTokens, Truncation truncation, Padding padding) {
  /** Special tokens, nothing cut, nothing padded, whatever the tokenizer's file says. */
  public static final EncodeOptions WHOLE = new EncodeOptions(true, Truncation.NONE, Padding.NONE);

  public EncodeOptions withSpecialTokens(boolean added) {
    return new EncodeOptions(added, truncation, padding);
  }

  public EncodeOptions withTruncation(Truncation wanted) {
    return new EncodeOptions(specialTokens, wanted, padding);
  }

  /** Cuts the end off, to at most {@code maxLength} tokens with the special tokens. */
  public EncodeOptions withMaxLength(int maxLength) {
    return withTruncation(Truncation.to(maxLength));
  }

  public EncodeOptions withPadding(Padding wanted) {
    return new EncodeOptions(specialTokens, truncation, wanted);
  }
}
