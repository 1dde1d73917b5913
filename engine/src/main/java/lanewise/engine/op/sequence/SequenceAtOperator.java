package lanewise.engine.op.sequence;

import java.util.List;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;

/** ONNX {@code SequenceAt}: the element at a position. */
final class SequenceAtOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    List<ModelValue> values = call.sequence(0).values();
    call.give(0, values.get(Positions.read(call.tensor(1), values.size(), values.size())));
  }
}
