package lanewise.formats.tokenizer;

/** Puts a text before every text that is not empty: {@code Prepend}. */
record PrependNormalizer(String content) implements Normalizer {
  @Override
  public AlignedText normalize(AlignedText text) {
    if (text.length() == 0) {
      return text;
    }
    AlignedText out = new AlignedText(text.length() + content.length());
    int start = text.start(0);
    content.codePoints().forEach(codePoint -> out.append(codePoint, start, start));
    for (int i = 0; i < text.length(); i++) {
      out.append(text, i);
    }
    return out;
  }
}
