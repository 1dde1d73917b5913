package lanewise.formats.onnx;

import java.util.List;
import java.util.Optional;
import lanewise.formats.protobuf.WireWriter;

/** Builds {@code ValueInfoProto} and {@code TypeProto}. */
final class TypeProtoWriter {
  private TypeProtoWriter() {}

  static WireWriter valueInfo(OnnxValueInfo info) {
    WireWriter out = new WireWriter().stringUnlessEmpty(1, info.name());
    return info.type() instanceof OnnxType.UnspecifiedType
        ? out
        : out.message(2, type(info.type()));
  }

  static WireWriter type(OnnxType type) {
    WireWriter out = new WireWriter();
    return switch (type) {
      case OnnxType.TensorType tensor ->
          out.message(1, tensorType(tensor.elementType(), tensor.shape()));
      case OnnxType.SparseTensorType sparse ->
          out.message(8, tensorType(sparse.elementType(), sparse.shape()));
      case OnnxType.SequenceType sequence ->
          out.message(4, new WireWriter().message(1, type(sequence.elementType())));
      case OnnxType.OptionalType optional ->
          out.message(9, new WireWriter().message(1, type(optional.elementType())));
      case OnnxType.MapType map ->
          out.message(
              5,
              new WireWriter().int64(1, map.keyType().number()).message(2, type(map.valueType())));
      case OnnxType.UnspecifiedType unspecified -> out;
    };
  }

  private static WireWriter tensorType(
      OnnxDataType elementType, Optional<List<OnnxDimension>> shape) {
    WireWriter out = new WireWriter().int64(1, elementType.number());
    return shape.isEmpty() ? out : out.message(2, shape(shape.get()));
  }

  private static WireWriter shape(List<OnnxDimension> dimensions) {
    WireWriter out = new WireWriter();
    for (OnnxDimension dimension : dimensions) {
      WireWriter proto = new WireWriter();
      switch (dimension) {
        case OnnxDimension.Known known -> proto.int64(1, known.size());
        case OnnxDimension.Symbol symbol -> proto.string(2, symbol.name());
        case OnnxDimension.Unknown unknown -> {
          // A dimension without a value is an unknown one.
        }
      }
      out.message(1, proto);
    }
    return out;
  }
}
