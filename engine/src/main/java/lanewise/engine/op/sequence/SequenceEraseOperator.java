package lanewise.engine.op.sequence;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;

/** ONNX {@code SequenceErase}: one element less, by default the last. */
final class SequenceEraseOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    List<ModelValue> values = new ArrayList<>(call.sequence(0).values());
    int length = values.size();
    if (length == 0) {
      throw new InvalidNodeException("the sequence is empty");
    }
    values.remove(call.hasInput(1) ? Positions.read(call.tensor(1), length, length) : length - 1);
    call.give(0, new SequenceValue(values));
  }
}
