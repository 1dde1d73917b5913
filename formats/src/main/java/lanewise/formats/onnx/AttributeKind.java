package lanewise.formats.onnx;

/** {@code AttributeProto.AttributeType}: the numbers that files hold. */
final class AttributeKind {
  static final int UNDEFINED = 0;
  static final int FLOAT = 1;
  static final int INT = 2;
  static final int STRING = 3;
  static final int TENSOR = 4;
  static final int GRAPH = 5;
  static final int FLOATS = 6;
  static final int INTS = 7;
  static final int STRINGS = 8;
  static final int TENSORS = 9;
  static final int GRAPHS = 10;
  static final int SPARSE_TENSOR = 11;
  static final int SPARSE_TENSORS = 12;
  static final int TYPE_PROTO = 13;
  static final int TYPE_PROTOS = 14;

  private AttributeKind() {}
}
