package lanewise.formats.onnx;

/** {@code ValueInfoProto}: a value's name and type. */
public record OnnxValueInfo(String name, OnnxType type) {}
