package lanewise.engine.plan;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Fact;
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
      Elements.setInteger(fact.type(), tensor.segment(), i, value);
    }
    return tensor;
  }
}
