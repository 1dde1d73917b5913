package lanewise.engine.op.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.Shape;

/**
 * ONNX {@code StringNormalizer}: leaves out stop words and changes case. Letters change as in the
 * root locale, whatever locale is asked for, unless that is Turkish, Azeri or Lithuanian.
 */
final class StringNormalizerOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    StringTensor in = call.strings(0);
    int rank = in.shape().rank();
    if (rank < 1 || rank > 2 || rank == 2 && in.shape().dim(0) != 1) {
      throw new InvalidNodeException("expected [C] or [1, C], found " + in.describe());
    }
    Attributes attributes = call.node().attributes();
    String action = attributes.string("case_change_action", "NONE");
    boolean sensitive = attributes.integer("is_case_sensitive", 0) != 0;
    Locale locale = Locale.forLanguageTag(attributes.string("locale", "en").replace('_', '-'));
    Set<String> stopWords = new HashSet<>();
    List<String> listed = attributes.strings("stopwords");
    for (String word : listed == null ? List.<String>of() : listed) {
      stopWords.add(sensitive ? word : word.toLowerCase(locale));
    }
    List<String> kept = new ArrayList<>();
    for (String word : in.elements()) {
      if (!stopWords.contains(sensitive ? word : word.toLowerCase(locale))) {
        kept.add(changed(word, action, locale));
      }
    }
    if (kept.isEmpty()) {
      kept.add("");
    }
    Shape shape = rank == 1 ? Shape.of(kept.size()) : Shape.of(1, kept.size());
    call.give(0, call.newStrings(shape, kept));
  }

  private static String changed(String word, String action, Locale locale) {
    return switch (action) {
      case "NONE" -> word;
      case "LOWER" -> word.toLowerCase(locale);
      case "UPPER" -> word.toUpperCase(locale);
      default ->
          throw new InvalidNodeException(
              "case_change_action is '" + action + "', allowed are NONE, LOWER and UPPER");
    };
  }
}
