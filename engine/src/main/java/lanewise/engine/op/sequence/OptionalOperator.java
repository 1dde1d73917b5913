package lanewise.engine.op.sequence;

import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.OptionalValue;

/** ONNX {@code Optional}: what is given, or nothing. */
final class OptionalOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    call.give(0, call.hasInput(0) ? OptionalValue.of(call.input(0)) : OptionalValue.EMPTY);
  }
}
