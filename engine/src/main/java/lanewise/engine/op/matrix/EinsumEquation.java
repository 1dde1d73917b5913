package lanewise.engine.op.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import lanewise.engine.graph.InvalidNodeException;

/**
 * A parsed Einstein summation. Labels are letters; the axes under an ellipsis get labels of their
 * own, digits counted from the last axis, so that they broadcast.
 *
 * @param inputs the labels of each input's axes
 * @param output the labels of the output's axes
 */
record EinsumEquation(List<String> inputs, String output) {
  private static final int MOST_ELLIPSIS_AXES = 10;

  /**
   * Parses an equation for inputs of these ranks.
   *
   * @throws InvalidNodeException if it is malformed or does not fit the ranks
   */
  static EinsumEquation parse(String equation, int[] ranks) {
    String text = equation.replace(" ", "");
    int arrow = text.indexOf("->");
    String left = arrow < 0 ? text : text.substring(0, arrow);
    String[] terms = left.split(",", -1);
    if (terms.length != ranks.length) {
      throw new InvalidNodeException(
          "equation '"
              + equation
              + "' has "
              + terms.length
              + " terms, the node has "
              + ranks.length
              + " inputs");
    }
    List<String> inputs = new ArrayList<>();
    int ellipsisAxes = 0;
    for (int i = 0; i < terms.length; i++) {
      int covered = ranks[i] - terms[i].replace("...", "").length();
      boolean ellipsis = terms[i].contains("...");
      if (covered < 0 || (!ellipsis && covered != 0) || covered > MOST_ELLIPSIS_AXES) {
        throw new InvalidNodeException(
            "term '" + terms[i] + "' of '" + equation + "' does not fit rank " + ranks[i]);
      }
      ellipsisAxes = Math.max(ellipsisAxes, ellipsis ? covered : 0);
      inputs.add(expand(terms[i], covered, equation));
    }
    String output =
        arrow < 0
            ? implicitOutput(inputs, ellipsisAxes)
            : expand(text.substring(arrow + 2), ellipsisAxes, equation);
    requireOutput(inputs, output, equation);
    return new EinsumEquation(inputs, output);
  }

  private static String expand(String term, int covered, String equation) {
    String expanded = term.replaceFirst("\\.\\.\\.", ellipsis(covered));
    String letters = term.replaceFirst("\\.\\.\\.", "");
    for (char label : letters.toCharArray()) {
      boolean letter = (label >= 'a' && label <= 'z') || (label >= 'A' && label <= 'Z');
      if (!letter) {
        throw new InvalidNodeException(
            "'" + label + "' in equation '" + equation + "' is no letter");
      }
    }
    return expanded;
  }

  /** Digits that fall to 0 at the last axis. */
  private static String ellipsis(int axes) {
    StringBuilder digits = new StringBuilder();
    for (int axis = axes - 1; axis >= 0; axis--) {
      digits.append((char) ('0' + axis));
    }
    return digits.toString();
  }

  /** The ellipsis, then the labels that appear once, in the alphabet's order. */
  private static String implicitOutput(List<String> inputs, int ellipsisAxes) {
    TreeMap<Character, Integer> counts = new TreeMap<>();
    for (String term : inputs) {
      for (char label : term.toCharArray()) {
        counts.merge(label, 1, Integer::sum);
      }
    }
    StringBuilder output = new StringBuilder(ellipsis(ellipsisAxes));
    counts.forEach((label, count) -> {
      if (count == 1 && Character.isLetter(label)) {
        output.append(label.charValue());
      }
    });
    return output.toString();
  }

  private static void requireOutput(List<String> inputs, String output, String equation) {
    for (int i = 0; i < output.length(); i++) {
      char label = output.charAt(i);
      boolean known = inputs.stream().anyMatch(term -> term.indexOf(label) >= 0);
      if (!known || output.indexOf(label) != i) {
        throw new InvalidNodeException(
            "output label '" + label + "' of '" + equation + "' must be one of the inputs', once");
      }
    }
  }

  /** All labels: the output's in its order, then those that are summed over. */
  String labels() {
    StringBuilder labels = new StringBuilder(output);
    for (String term : inputs) {
      for (char label : term.toCharArray()) {
        if (labels.indexOf(String.valueOf(label)) < 0) {
          labels.append(label);
        }
      }
    }
    return labels.toString();
  }
}
