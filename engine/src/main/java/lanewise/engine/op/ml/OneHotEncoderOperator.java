package lanewise.engine.op.ml;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code OneHotEncoder}: a 1 at each element's category. */
final class OneHotEncoderOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    Map<Object, Integer> places = new HashMap<>();
    List<String> strings = Rows.strings(attributes, "cats_strings");
    if (strings.isEmpty()) {
      for (long category : Rows.integers(attributes, "cats_int64s")) {
        places.putIfAbsent(category, places.size());
      }
    } else {
      for (String category : strings) {
        places.putIfAbsent(category, places.size());
      }
    }
    boolean zeros = attributes.integer("zeros", 1) != 0;
    StringTensor text = call.input(0) instanceof StringTensor found ? found : null;
    Tensor numbers = text == null ? call.tensor(0) : null;
    Shape shape = text == null ? numbers.shape() : text.shape();
    int width = places.size();
    Tensor out = call.newTensor(ElementType.FLOAT32, AxisCopy.inserted(shape, shape.rank(), width));
    out.segment().fill((byte) 0);
    for (long i = 0; i < shape.elementCount(); i++) {
      Object element =
          text == null
              ? (Object) Elements.integer(numbers.type(), numbers.segment(), i)
              : text.elements().get((int) i);
      Integer place = places.get(element);
      if (place != null) {
        Elements.setReal(out.type(), out.segment(), i * width + place, 1);
      } else if (!zeros) {
        throw new InvalidNodeException("element " + i + " is of no category: " + element);
      }
    }
    call.give(0, out);
  }
}
