package lanewise.formats.onnx;

/** {@code TensorShapeProto.Dimension}: one dimension of a value's type. */
public sealed interface OnnxDimension {
  /** A dimension of this size, which is not negative. */
  record Known(long size) implements OnnxDimension {}

  /** A dimension whose size is the same wherever the symbol stands, such as {@code batch}. */
  record Symbol(String name) implements OnnxDimension {}

  /** A dimension that may have any size. */
  record Unknown() implements OnnxDimension {}
}
