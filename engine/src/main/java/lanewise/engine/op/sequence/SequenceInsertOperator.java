package lanewise.engine.op.sequence;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;

/** ONNX {@code SequenceInsert}: before a position, or at the end. */
final class SequenceInsertOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    List<ModelValue> values = new ArrayList<>(call.sequence(0).values());
    int length = values.size();
    int position = call.hasInput(2) ? Positions.read(call.tensor(2), length, length + 1) : length;
    values.add(position, call.input(1));
    call.give(0, new SequenceValue(values));
  }
}
