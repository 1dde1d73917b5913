package lanewise.engine.op.ml;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.MapValue;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code ZipMap}: each row as a map from labels to numbers. */
final class ZipMapOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    ClassLabels labels =
        ClassLabels.of(call.node().attributes(), "classlabels_strings", "classlabels_int64s");
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < labels.count(); i++) {
      keys.add(labels.strings() == null ? (Object) labels.integers()[i] : labels.strings().get(i));
    }
    Rows rows = Rows.of(call.tensor(0));
    if (rows.width() != keys.size()) {
      throw new InvalidNodeException(
          "a row has " + rows.width() + " numbers, there are " + keys.size() + " labels");
    }
    List<ModelValue> maps = new ArrayList<>();
    for (long row = 0; row < rows.count(); row++) {
      List<ModelValue> values = new ArrayList<>();
      for (int i = 0; i < keys.size(); i++) {
        Tensor value = call.newTensor(ElementType.FLOAT32, Shape.SCALAR);
        Elements.setReal(value.type(), value.segment(), 0, rows.at(row, i));
        values.add(ModelValue.of(value));
      }
      maps.add(new MapValue(keys, values));
    }
    call.give(0, new SequenceValue(maps));
  }
}
