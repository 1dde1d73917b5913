package lanewise.formats.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How the tokenizers that GGUF files name in {@code tokenizer.ggml.pre} cut text before bytes are
 * paired: for each, the patterns that are applied one after the other, each to the pieces that the
 * one before has left.
 */
final class GgufPatterns {
  private static final String DIGIT = "\\p{N}";
  private static final String UP_TO_THREE_DIGITS = "\\p{N}{1,3}";
  private static final String ENGLISH_ENDINGS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
  private static final String SPACES = "\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
  private static final String REST = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|" + SPACES;

  private static final String GPT_2 =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";

  private static final String LLAMA_3 =
      ENGLISH_ENDINGS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + UP_TO_THREE_DIGITS + "|" + REST;

  private static final String QWEN_2 =
      ENGLISH_ENDINGS + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + DIGIT + "|" + REST;

  private static final String QWEN_3_5 =
      ENGLISH_ENDINGS
          + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{L}\\p{M}]+|\\p{N}| ?[^\\s\\p{L}\\p{M}\\p{N}]+[\\r\\n]*|"
          + SPACES;

  private static final String UPPER = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]";
  private static final String LOWER = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";

  private static final String GPT_4O =
      "[^\\r\\n\\p{L}\\p{N}]?"
          + UPPER
          + "*"
          + LOWER
          + "+"
          + ENGLISH_ENDINGS
          + "?|[^\\r\\n\\p{L}\\p{N}]?"
          + UPPER
          + "+"
          + LOWER
          + "*"
          + ENGLISH_ENDINGS
          + "?|"
          + UP_TO_THREE_DIGITS
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|"
          + SPACES;

  private static final String TEKKEN =
      "[^\\r\\n\\p{L}\\p{N}]?"
          + UPPER
          + "*"
          + LOWER
          + "+|[^\\r\\n\\p{L}\\p{N}]?"
          + UPPER
          + "+"
          + LOWER
          + "*|"
          + DIGIT
          + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|"
          + SPACES;

  private static final String CHINESE_JAPANESE_KOREAN =
      "[\\u4e00-\\u9fa5\\u0800-\\u4e00\\uac00-\\ud7ff]+";

  private static final String DEEPSEEK_LETTERS =
      "\\s?[A-Za-z\\u00b5\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u01ba\\u01bc-\\u01bf"
          + "\\u01c4-\\u0293\\u0295-\\u02af\\u0370-\\u0373\\u0376\\u0377\\u037b-\\u037d\\u037f"
          + "\\u0386\\u0388-\\u038a\\u038c\\u038e-\\u03a1\\u03a3-\\u03f5\\u03f7-\\u0481"
          + "\\u048a-\\u052f\\u0531-\\u0556\\u10a0-\\u10c5\\u13a0-\\u13f5\\u13f8-\\u13fd"
          + "\\u1c90-\\u1cba\\u1cbd-\\u1cbf\\u1d00-\\u1d2b\\u1d6b-\\u1d77\\u1d79-\\u1d9a"
          + "\\u1e00-\\u1f15\\u1f18-\\u1f1d\\u1f20-\\u1f45\\u1f48-\\u1f4d\\u1f50-\\u1f57"
          + "\\u1f59\\u1f5b\\u1f5d\\u1f5f-\\u1f7d\\u1f80-\\u1fb4\\u1fb6-\\u1fbc\\u1fbe"
          + "\\u1fc2-\\u1fc4\\u1fc6-\\u1fcc\\u1fd0-\\u1fd3\\u1fd6-\\u1fdb\\u1fe0-\\u1fec"
          + "\\u1ff2-\\u1ff4\\u1ff6-\\u1ffc\\u2102\\u2107\\u210a-\\u2113\\u2115\\u2119-\\u211d"
          + "\\u2124\\u2126\\u2128\\u212a-\\u212d\\u212f-\\u2134\\u2139\\u213c-\\u213f"
          + "\\u2145-\\u2149\\u214e\\u2183\\u2184\\u2c00-\\u2c7b\\u2c7e-\\u2ce4\\u2ceb-\\u2cee"
          + "\\u2cf2\\u2cf3\\ua640-\\ua66d\\ua680-\\ua69b\\ua722-\\ua76f\\ua771-\\ua787"
          + "\\ua78b-\\ua78e\\uab70-\\uabbf\\ufb00-\\ufb06\\ufb13-\\ufb17\\uff21-\\uff3a"
          + "\\uff41-\\uff5a\\x{10400}-\\x{1044f}\\x{104b0}-\\x{104d3}\\x{104d8}-\\x{104fb}"
          + "\\x{10c80}-\\x{10cb2}\\x{10cc0}-\\x{10cf2}\\x{118a0}-\\x{118df}"
          + "\\x{1e900}-\\x{1e943}]+";

  private static final List<String> DEEPSEEK_LLM =
      List.of(
          "[\\r\\n]",
          DEEPSEEK_LETTERS,
          "\\s?[!-/:-~\\uff01-\\uff0f\\uff1a-\\uff5e\\u2018-\\u201f\\u3000-\\u3002]+",
          "\\s+$",
          CHINESE_JAPANESE_KOREAN,
          "\\p{N}+");

  private static final List<String> DEEPSEEK_CODER =
      List.of("[\\r\\n]", "\\s?\\p{L}+", "\\s?\\p{P}+", CHINESE_JAPANESE_KOREAN, DIGIT);

  private static final List<String> DEEPSEEK_3 =
      List.of(
          UP_TO_THREE_DIGITS,
          "[\\u4e00-\\u9fa5\\u3040-\\u309f\\u30a0-\\u30ff]+",
          "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
              + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*|"
              + SPACES);

  private static final Map<String, List<String>> BY_NAME =
      Map.ofEntries(
          Map.entry(
              "default", List.of("[\\p{P}\\$\\+<=>\\^~\\|]+", GPT_2, "\\p{N}+", "[0-9][0-9][0-9]")),
          Map.entry("gpt-2", List.of(GPT_2)),
          Map.entry("phi-2", List.of(GPT_2)),
          Map.entry("jina-es", List.of(GPT_2)),
          Map.entry("jina-de", List.of(GPT_2)),
          Map.entry("jina-v1-en", List.of(GPT_2)),
          Map.entry("jina-v2-code", List.of(GPT_2)),
          Map.entry("mpt", List.of(GPT_2)),
          Map.entry("olmo", List.of(GPT_2)),
          Map.entry("jais", List.of(GPT_2)),
          Map.entry("trillion", List.of(GPT_2)),
          Map.entry("granite-docling", List.of(GPT_2)),
          Map.entry("roberta-bpe", List.of(GPT_2)),
          Map.entry("modern-bert", List.of(GPT_2)),
          Map.entry("llama-bpe", List.of(LLAMA_3)),
          Map.entry("llama3", List.of(LLAMA_3)),
          Map.entry("llama-v3", List.of(LLAMA_3)),
          Map.entry("falcon3", List.of(LLAMA_3)),
          Map.entry("falcon-h1", List.of(LLAMA_3)),
          Map.entry("pixtral", List.of(LLAMA_3)),
          Map.entry("midm-2.0", List.of(LLAMA_3)),
          Map.entry("lfm2", List.of(LLAMA_3)),
          Map.entry("dbrx", List.of(LLAMA_3)),
          Map.entry("smaug-bpe", List.of(LLAMA_3)),
          Map.entry("chatglm-bpe", List.of(LLAMA_3)),
          Map.entry("glm4", List.of(LLAMA_3)),
          Map.entry("qwen2", List.of(QWEN_2)),
          Map.entry("qwen35", List.of(QWEN_3_5)),
          Map.entry("stablelm2", List.of(QWEN_2)),
          Map.entry("deepseek-r1-qwen", List.of(QWEN_2)),
          Map.entry("hunyuan", List.of(QWEN_2)),
          Map.entry("megrez", List.of(QWEN_2)),
          Map.entry("gpt-4o", List.of(GPT_4O)),
          Map.entry("llama4", List.of(GPT_4O)),
          Map.entry("minimax-m2", List.of(GPT_4O)),
          Map.entry("tekken", List.of(TEKKEN)),
          Map.entry("starcoder", List.of(DIGIT, GPT_2)),
          Map.entry("refact", List.of(DIGIT, GPT_2)),
          Map.entry("command-r", List.of(DIGIT, GPT_2)),
          Map.entry("smollm", List.of(DIGIT, GPT_2)),
          Map.entry("codeshell", List.of(DIGIT, GPT_2)),
          Map.entry("exaone", List.of(DIGIT, GPT_2)),
          Map.entry("minerva-7b", List.of(DIGIT, GPT_2)),
          Map.entry("falcon", List.of("[\\p{P}\\$\\+<=>\\^~\\|`]+", GPT_2, "[0-9][0-9][0-9]")),
          Map.entry("deepseek-llm", DEEPSEEK_LLM),
          Map.entry("deepseek-coder", DEEPSEEK_CODER),
          Map.entry("deepseek-v3", DEEPSEEK_3),
          Map.entry("hunyuan-dense", DEEPSEEK_3),
          Map.entry("joyai-llm", DEEPSEEK_3),
          Map.entry(
              "poro-chat", List.of(" ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+")),
          Map.entry("bloom", List.of(" ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+")),
          Map.entry(
              "gpt3-finnish",
              List.of(" ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+")),
          Map.entry(
              "viking",
              List.of(" ?[^(\\s|.,!?\u2026\u3002\uff0c\u3001\u0964\u06d4\u060c)]+", DIGIT)));

  private GgufPatterns() {}

  /** The names that are known, in order. */
  static List<String> names() {
    return BY_NAME.keySet().stream().sorted().toList();
  }

  /** The pre-tokenizer of a name, or null. */
  static PreTokenizer find(String name) {
    List<String> patterns = BY_NAME.get(name);
    return patterns == null ? null : isolating(patterns);
  }

  /** Cuts by patterns, one after the other; matches and what is between them are pieces. */
  static PreTokenizer isolating(List<String> patterns) {
    List<PreTokenizer> cuts = new ArrayList<>();
    for (String pattern : patterns) {
      cuts.add(
          new PatternPreTokenizer(
              PiecePattern.parse(pattern), PatternPreTokenizer.Behavior.ISOLATED, false));
    }
    return new PreTokenizer.Sequence(cuts);
  }
}
