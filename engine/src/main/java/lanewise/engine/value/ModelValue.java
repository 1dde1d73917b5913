package lanewise.engine.value;

import lanewise.formats.onnx.OnnxSparseTensor;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxValue;
import lanewise.kernels.Tensor;

/** A value of any kind that ONNX has. */
public sealed interface ModelValue
    permits TensorValue, StringTensor, SequenceValue, OptionalValue, MapValue {

  /** A tensor of numbers; no copy is made. */
  static ModelValue of(Tensor tensor) {
    return new TensorValue(tensor);
  }

  /**
   * A value from a file; tensors stay where they are, sparse ones become dense.
   *
   * @throws IllegalArgumentException if a map's values are not of one kind that maps may have
   */
  static ModelValue of(OnnxValue value) {
    return switch (value) {
      case OnnxTensor tensor when tensor.isString() ->
          new StringTensor(tensor.shape(), tensor.strings());
      case OnnxTensor tensor -> new TensorValue(tensor.toTensor());
      case OnnxSparseTensor sparse -> new TensorValue(DenseTensors.of(sparse));
      case OnnxValue.Sequence sequence ->
          new SequenceValue(sequence.values().stream().map(ModelValue::of).toList());
      case OnnxValue.OptionalValue optional ->
          new OptionalValue(optional.value().map(ModelValue::of));
      case OnnxValue.MapValue map ->
          new MapValue(map.keys(), map.values().values().stream().map(ModelValue::of).toList());
    };
  }

  /** What messages call the value, such as {@code f32[2, 3]} or {@code a sequence of 2}. */
  String describe();
}
