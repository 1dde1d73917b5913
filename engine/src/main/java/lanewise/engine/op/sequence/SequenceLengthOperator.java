package lanewise.engine.op.sequence;

import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code SequenceLength}. */
final class SequenceLengthOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    Tensor length = call.newTensor(ElementType.INT64, Shape.SCALAR);
    Elements.setInteger(length.type(), length.segment(), 0, call.sequence(0).values().size());
    call.give(0, length);
  }
}
