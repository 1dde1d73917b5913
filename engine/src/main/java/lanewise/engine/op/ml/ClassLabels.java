package lanewise.engine.op.ml;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** The labels of a classifier's classes: strings or integers. */
record ClassLabels(List<String> strings, long[] integers) {
  static ClassLabels of(Attributes attributes, String stringsName, String integersName) {
    List<String> strings = attributes.strings(stringsName);
    long[] integers = attributes.integers(integersName);
    boolean hasStrings = strings != null && !strings.isEmpty();
    if (!hasStrings && (integers == null || integers.length == 0)) {
      throw new InvalidNodeException(stringsName + " or " + integersName + " is missing");
    }
    return new ClassLabels(hasStrings ? strings : null, hasStrings ? null : integers);
  }

  int count() {
    return strings == null ? integers.length : strings.size();
  }

  /** Gives output 0: the label of each row's class; -1 is the class of no label. */
  void give(ValueCall call, int[] classes) {
    if (strings != null) {
      List<String> labels = new ArrayList<>(classes.length);
      for (int found : classes) {
        labels.add(found < 0 ? "" : strings.get(found));
      }
      call.give(0, call.newStrings(Shape.of(classes.length), labels));
      return;
    }
    Tensor labels = call.newTensor(ElementType.INT64, Shape.of(classes.length));
    for (int i = 0; i < classes.length; i++) {
      long label = classes[i] < 0 ? -1 : integers[classes[i]];
      Elements.setInteger(labels.type(), labels.segment(), i, label);
    }
    call.give(0, labels);
  }
}
