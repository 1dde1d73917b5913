package lanewise.engine.op.text;

import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;

/** A constant of strings. */
final class StringsOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    call.give(0, call.node().attributes().object("value", StringTensor.class));
  }
}
