package lanewise.formats.onnx;

import lanewise.formats.protobuf.WireWriter;

/** Builds {@code AttributeProto}. */
final class AttributeProtoWriter {
  private AttributeProtoWriter() {}

  static WireWriter attribute(OnnxAttribute attribute) {
    WireWriter out = new WireWriter().string(1, attribute.name());
    int kind =
        switch (attribute) {
          case OnnxAttribute.FloatValue value -> {
            out.float32(2, value.value());
            yield AttributeKind.FLOAT;
          }
          case OnnxAttribute.IntValue value -> {
            out.int64(3, value.value());
            yield AttributeKind.INT;
          }
          case OnnxAttribute.StringValue value -> {
            out.bytes(4, value.bytes());
            yield AttributeKind.STRING;
          }
          case OnnxAttribute.TensorValue value -> {
            out.message(5, TensorProtoWriter.tensor(value.value()));
            yield AttributeKind.TENSOR;
          }
          case OnnxAttribute.GraphValue value -> {
            out.message(6, ModelProtoWriter.graph(value.value()));
            yield AttributeKind.GRAPH;
          }
          case OnnxAttribute.Floats value -> {
            out.float32s(7, value.values());
            yield AttributeKind.FLOATS;
          }
          case OnnxAttribute.Ints value -> {
            out.int64s(8, value.values());
            yield AttributeKind.INTS;
          }
          case OnnxAttribute.Strings value -> {
            value.values().forEach(string -> out.string(9, string));
            yield AttributeKind.STRINGS;
          }
          case OnnxAttribute.Tensors value -> {
            value.values().forEach(tensor -> out.message(10, TensorProtoWriter.tensor(tensor)));
            yield AttributeKind.TENSORS;
          }
          case OnnxAttribute.Graphs value -> {
            value.values().forEach(graph -> out.message(11, ModelProtoWriter.graph(graph)));
            yield AttributeKind.GRAPHS;
          }
          case OnnxAttribute.TypeValue value -> {
            out.message(14, TypeProtoWriter.type(value.value()));
            yield AttributeKind.TYPE_PROTO;
          }
          case OnnxAttribute.Types value -> {
            value.values().forEach(type -> out.message(15, TypeProtoWriter.type(type)));
            yield AttributeKind.TYPE_PROTOS;
          }
          case OnnxAttribute.SparseTensorValue value -> {
            out.message(22, TensorProtoWriter.sparse(value.value()));
            yield AttributeKind.SPARSE_TENSOR;
          }
          case OnnxAttribute.SparseTensors value -> {
            value.values().forEach(sparse -> out.message(23, TensorProtoWriter.sparse(sparse)));
            yield AttributeKind.SPARSE_TENSORS;
          }
          case OnnxAttribute.Reference value -> {
            out.string(21, value.refAttrName());
            yield value.kindNumber();
          }
        };
    return out.int64(20, kind);
  }
}
