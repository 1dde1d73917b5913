package lanewise.engine.onnx;

import lanewise.formats.onnx.OnnxTensor;

/** Tensors of a file under other names. */
final class OnnxTensors {
  private OnnxTensors() {}

  static OnnxTensor named(OnnxTensor tensor, String name) {
    return tensor.isString()
        ? OnnxTensor.ofStrings(name, tensor.shape(), tensor.strings())
        : OnnxTensor.of(name, tensor.toTensor());
  }
}
