package lanewise.engine.op.text;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code StringSplit}: the parts of each string between delimiters, or between runs of white
 * space where no delimiter is given, filled up with empty strings; and how many parts there are.
 */
final class StringSplitOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    StringTensor in = call.strings(0);
    String delimiter = call.node().attributes().string("delimiter", "");
    long most = call.node().attributes().integer("maxsplit", -1);
    long mostSplits = most < 0 ? Long.MAX_VALUE : most;
    List<List<String>> parts = new ArrayList<>();
    int width = 0;
    for (String text : in.elements()) {
      List<String> found =
          delimiter.isEmpty() ? words(text, mostSplits) : split(text, delimiter, mostSplits);
      parts.add(found);
      width = Math.max(width, found.size());
    }
    Shape shape = AxisCopy.inserted(in.shape(), in.shape().rank(), width);
    HeapLimit.require(Math.multiplyExact(shape.elementCount(), 8L), "parts of " + shape);
    List<String> all = new ArrayList<>(Math.toIntExact(shape.elementCount()));
    Tensor counts = call.newTensor(ElementType.INT64, in.shape());
    for (int i = 0; i < parts.size(); i++) {
      List<String> found = parts.get(i);
      all.addAll(found);
      for (int missing = found.size(); missing < width; missing++) {
        all.add("");
      }
      counts.segment().setAtIndex(JAVA_LONG_UNALIGNED, i, found.size());
    }
    call.give(0, call.newStrings(shape, all));
    call.give(1, counts);
  }

  private static List<String> split(String text, String delimiter, long mostSplits) {
    List<String> parts = new ArrayList<>();
    if (text.isEmpty()) {
      return parts;
    }
    int from = 0;
    int at = text.indexOf(delimiter);
    while (at >= 0 && parts.size() < mostSplits) {
      parts.add(text.substring(from, at));
      from = at + delimiter.length();
      at = text.indexOf(delimiter, from);
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static List<String> words(String text, long mostSplits) {
    List<String> parts = new ArrayList<>();
    int at = skip(text, 0, true);
    while (at < text.length()) {
      if (parts.size() == mostSplits) {
        parts.add(text.substring(at).stripTrailing());
        break;
      }
      int end = skip(text, at, false);
      parts.add(text.substring(at, end));
      at = skip(text, end, true);
    }
    return parts;
  }

  private static int skip(String text, int from, boolean space) {
    int at = from;
    while (at < text.length() && Character.isWhitespace(text.charAt(at)) == space) {
      at++;
    }
    return at;
  }
}
