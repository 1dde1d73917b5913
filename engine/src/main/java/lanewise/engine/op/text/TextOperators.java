package lanewise.engine.op.text;

import static lanewise.engine.op.OperatorVersions.since;

import lanewise.engine.op.OperatorVersions;

/** All operators on strings. */
public final class TextOperators {
  private TextOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "StringConcat" -> since(20, new StringConcatOperator());
      case "StringSplit" -> since(20, new StringSplitOperator());
      case "StringNormalizer" -> since(10, new StringNormalizerOperator());
      case "RegexFullMatch" -> since(20, new RegexFullMatchOperator());
      case "TfIdfVectorizer" -> since(9, new TfIdfVectorizerOperator());
      default -> null;
    };
  }

  /** What {@code name} means where the importer made the node, or null. */
  public static OperatorVersions findInternal(String name) {
    return switch (name) {
      case "Strings" -> since(1, new StringsOperator());
      default -> null;
    };
  }
}
