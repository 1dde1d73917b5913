package lanewise.engine.op.sequence;

import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.OptionalValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code OptionalHasElement}: an absent input has none, a tensor is one itself. */
final class OptionalHasElementOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    boolean has =
        call.hasInput(0)
            && !(call.input(0) instanceof OptionalValue optional && optional.value().isEmpty());
    Tensor out = call.newTensor(ElementType.BOOL, Shape.SCALAR);
    Elements.setInteger(out.type(), out.segment(), 0, has ? 1 : 0);
    call.give(0, out);
  }
}
