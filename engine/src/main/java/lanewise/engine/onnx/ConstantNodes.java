package lanewise.engine.onnx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.util.List;
import lanewise.engine.value.DenseTensors;
import lanewise.engine.value.StringTensor;
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
    // Not a switch over types: a young process would make a class for it.
    String name = attribute.name();
    if (attribute instanceof OnnxAttribute.TensorValue tensor && name.equals("value")) {
      return tensor.value().isString() ? null : tensor.value().toTensor();
    }
    if (attribute instanceof OnnxAttribute.IntValue integer && name.equals("value_int")) {
      return Tensor.of(new long[] {integer.value()});
    }
    if (attribute instanceof OnnxAttribute.Ints list && name.equals("value_ints")) {
      return Tensor.of(list.toArray(), list.values().size());
    }
    if (attribute instanceof OnnxAttribute.FloatValue real && name.equals("value_float")) {
      return scalar(real.value());
    }
    if (attribute instanceof OnnxAttribute.Floats list && name.equals("value_floats")) {
      return Tensor.of(list.toArray(), list.values().size());
    }
    if (attribute instanceof OnnxAttribute.SparseTensorValue sparse
        && name.equals("sparse_value")) {
      return DenseTensors.of(sparse.value());
    }
    return null;
  }

  /** The strings of a {@code Constant} that holds some, else null. */
  static StringTensor strings(OnnxNode node) {
    if (!node.opType().equals("Constant")
        || !node.domain().equals(OnnxModel.DEFAULT_DOMAIN)
        || node.attributes().size() != 1) {
      return null;
    }
    OnnxAttribute attribute = node.attributes().values().iterator().next();
    if (attribute instanceof OnnxAttribute.TensorValue tensor && tensor.value().isString()) {
      return new StringTensor(tensor.value().shape(), tensor.value().strings());
    }
    if (attribute instanceof OnnxAttribute.StringValue text) {
      return new StringTensor(Shape.SCALAR, List.of(text.text()));
    }
    if (attribute instanceof OnnxAttribute.Strings list) {
      return new StringTensor(Shape.of(list.values().size()), list.values());
    }
    return null;
  }

  private static Tensor scalar(float value) {
    Tensor tensor = Tensor.allocate(ElementType.FLOAT32, Shape.SCALAR);
    tensor.segment().set(JAVA_FLOAT_UNALIGNED, 0, value);
    return tensor;
  }
}
