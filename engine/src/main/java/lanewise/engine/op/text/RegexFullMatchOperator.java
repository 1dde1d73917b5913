package lanewise.engine.op.text;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** ONNX {@code RegexFullMatch}: whether a pattern in RE2's syntax matches each whole string. */
final class RegexFullMatchOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    StringTensor in = call.strings(0);
    String pattern = call.node().attributes().string("pattern", null);
    if (pattern == null) {
      throw new InvalidNodeException("attribute 'pattern' is missing");
    }
    LinearRegex regex = LinearRegex.compile(pattern);
    Tensor out = call.newTensor(ElementType.BOOL, in.shape());
    for (int i = 0; i < in.elements().size(); i++) {
      boolean matches = regex.matches(in.elements().get(i));
      out.segment().set(JAVA_BYTE, i, (byte) (matches ? 1 : 0));
    }
    call.give(0, out);
  }
}
