package lanewise.engine.op.sequence;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;

/** ONNX {@code SequenceConstruct}, and {@code SequenceEmpty}, which has no inputs. */
final class SequenceConstructOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    List<ModelValue> values = new ArrayList<>();
    for (int i = 0; i < call.inputCount(); i++) {
      values.add(call.input(i));
    }
    call.give(0, new SequenceValue(values));
  }
}
