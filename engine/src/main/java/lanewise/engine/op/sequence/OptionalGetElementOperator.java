package lanewise.engine.op.sequence;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.OptionalValue;

/** ONNX {@code OptionalGetElement}: what an optional holds; other values are taken as they are. */
final class OptionalGetElementOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    ModelValue value = call.input(0);
    if (value instanceof OptionalValue optional) {
      value = optional.value().orElseThrow(() -> new InvalidNodeException("the optional is empty"));
    }
    call.give(0, value);
  }
}
