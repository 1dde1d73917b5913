package lanewise.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** The values of ONNX {@code Constant} nodes. */
final class ConstantNodes {
  private ConstantNodes() {}

  /** The value of a dense numeric {@code Constant}, or null when the node is something else. */
  static Tensor value(OnnxNode node) {
    if (!node.opType().equals("Constant")
        || !node.domain().equals(OnnxModel.DEFAULT_DOMAIN)
        || node.attributes().size() != 1
        || node.outputs().size() != 1
        || node.outputs().getFirst().isEmpty()) {
      return null;
    }
    OnnxAttribute attribute = node.attributes().values().iterator().next();
    return switch (attribute) {
      case OnnxAttribute.TensorValue tensor when tensor.name().equals("value") ->
          tensor.value().isString() ? null : tensor.value().toTensor();
      case OnnxAttribute.IntValue integer when integer.name().equals("value_int") ->
          Tensor.of(new long[] {integer.value()});
      case OnnxAttribute.Ints list when list.name().equals("value_ints") ->
          Tensor.of(list.toArray(), list.values().size());
      case OnnxAttribute.FloatValue real when real.name().equals("value_float") ->
          scalar(real.value());
      case OnnxAttribute.Floats list when list.name().equals("value_floats") ->
          Tensor.of(list.toArray(), list.values().size());
      default -> null;
    };
  }

  private static Tensor scalar(float value) {
    Tensor tensor = Tensor.allocate(ElementType.FLOAT32, Shape.SCALAR);
    tensor.segment().set(JAVA_FLOAT_UNALIGNED, 0, value);
    return tensor;
  }
}
