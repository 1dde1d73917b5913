package lanewise.engine.plan;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.Fact;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** Turns a shape computation whose elements are all known into a tensor. */
public final class ShapeConstants {
  private ShapeConstants() {}

  /** The tensor, or null when an element is not known. */
  public static Tensor tensor(Fact fact) {
    List<Dim> elements = fact.elements();
    if (elements == null || !fact.isConcrete()) {
      return null;
    }
    for (Dim element : elements) {
      if (!element.isKnown()) {
        return null;
      }
    }
    Tensor tensor = Tensor.allocate(fact.type(), fact.shape());
    for (int i = 0; i < elements.size(); i++) {
      long value = elements.get(i).value();
      if (fact.type() == ElementType.INT64) {
        tensor.segment().setAtIndex(JAVA_LONG_UNALIGNED, i, value);
      } else {
        tensor.segment().setAtIndex(JAVA_INT_UNALIGNED, i, Math.toIntExact(value));
      }
    }
    return tensor;
  }
}
