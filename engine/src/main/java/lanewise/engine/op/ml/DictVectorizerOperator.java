package lanewise.engine.op.ml;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.MapValue;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code DictVectorizer}: a map's values in the order of a vocabulary, else 0. */
final class DictVectorizerOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    if (!(call.input(0) instanceof MapValue map)) {
      throw new InvalidNodeException("expected a map, found " + call.input(0).describe());
    }
    Attributes attributes = call.node().attributes();
    List<Object> vocabulary = new ArrayList<>(Rows.strings(attributes, "string_vocabulary"));
    if (vocabulary.isEmpty()) {
      for (long word : Rows.integers(attributes, "int64_vocabulary")) {
        vocabulary.add(word);
      }
    }
    List<ModelValue> found = new ArrayList<>();
    ModelValue first = map.values().isEmpty() ? null : map.values().getFirst();
    for (Object word : vocabulary) {
      int index = map.keys().indexOf(word);
      found.add(index < 0 ? null : map.values().get(index));
    }
    Shape shape = Shape.of(1, vocabulary.size());
    if (first instanceof StringTensor) {
      List<String> texts = new ArrayList<>();
      for (ModelValue value : found) {
        texts.add(value instanceof StringTensor text ? text.elements().getFirst() : "");
      }
      call.give(0, call.newStrings(shape, texts));
      return;
    }
    ElementType type =
        first instanceof TensorValue numbers
            ? Elements.requireNumber(numbers.tensor().type())
            : ElementType.FLOAT32;
    Tensor out = call.newTensor(type, shape);
    for (int i = 0; i < found.size(); i++) {
      Tensor value = found.get(i) instanceof TensorValue numbers ? numbers.tensor() : null;
      double number = value == null ? 0 : Elements.real(value.type(), value.segment(), 0);
      Elements.setReal(type, out.segment(), i, number);
    }
    call.give(0, out);
  }
}
