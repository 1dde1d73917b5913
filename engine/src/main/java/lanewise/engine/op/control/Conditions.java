package lanewise.engine.op.control;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Tensors of one element that steer control flow. */
final class Conditions {
  private Conditions() {}

  static boolean isTrue(ModelValue value, String what) {
    if (value instanceof TensorValue numbers
        && numbers.tensor().type() == ElementType.BOOL
        && numbers.tensor().elementCount() == 1) {
      return numbers.tensor().segment().get(JAVA_BYTE, 0) != 0;
    }
    throw new InvalidNodeException(what + " must be one bool, found " + value.describe());
  }

  /** A scalar that is held until it is released. */
  static Tensor heldBool(ValueCall call, boolean value) {
    Tensor tensor = call.heldTensor(ElementType.BOOL, Shape.SCALAR);
    tensor.segment().set(JAVA_BYTE, 0, (byte) (value ? 1 : 0));
    return tensor;
  }

  /** A scalar that is held until it is released. */
  static Tensor heldInteger(ValueCall call, long value) {
    Tensor tensor = call.heldTensor(ElementType.INT64, Shape.SCALAR);
    Elements.setInteger(ElementType.INT64, tensor.segment(), 0, value);
    return tensor;
  }
}
