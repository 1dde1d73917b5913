package lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.protobuf.WireReader;

/** Reads {@code GraphProto} and {@code NodeProto}. */
final class GraphProtoReader {
  private GraphProtoReader() {}

  static OnnxGraph read(OnnxInput input) {
    WireReader in = input.wire();
    String name = "";
    List<OnnxValueInfo> inputs = new ArrayList<>();
    List<OnnxValueInfo> outputs = new ArrayList<>();
    List<OnnxValueInfo> valueInfos = new ArrayList<>();
    List<OnnxNode> nodes = new ArrayList<>();
    List<OnnxTensor> initializers = new ArrayList<>();
    List<OnnxSparseTensor> sparseInitializers = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> {
          long outer = in.enter("GraphProto.node");
          nodes.add(readNode(input));
          in.leave(outer);
        }
        case 2 -> name = in.string("GraphProto.name");
        case 5 -> {
          long outer = in.enter("GraphProto.initializer");
          initializers.add(TensorProtoReader.read(input));
          in.leave(outer);
        }
        case 11 -> inputs.add(valueInfo(in, "GraphProto.input"));
        case 12 -> outputs.add(valueInfo(in, "GraphProto.output"));
        case 13 -> valueInfos.add(valueInfo(in, "GraphProto.value_info"));
        case 15 -> {
          long outer = in.enter("GraphProto.sparse_initializer");
          sparseInitializers.add(TensorProtoReader.readSparse(input));
          in.leave(outer);
        }
        case 16 -> ModelProtoReader.readEntry(in, "GraphProto.metadata_props", metadata);
        default -> in.skip();
      }
    }
    return new OnnxGraph(
        name, inputs, outputs, valueInfos, nodes, initializers, sparseInitializers, metadata);
  }

  static OnnxNode readNode(OnnxInput input) {
    WireReader in = input.wire();
    String name = "";
    String opType = "";
    String domain = "";
    String overload = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = Map.of();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> inputs.add(in.string("NodeProto.input"));
        case 2 -> outputs.add(in.string("NodeProto.output"));
        case 3 -> name = in.string("NodeProto.name");
        case 4 -> opType = in.string("NodeProto.op_type");
        case 5 -> {
          if (attributes.isEmpty()) {
            attributes = new LinkedHashMap<>();
          }
          long outer = in.enter("NodeProto.attribute");
          addAttribute(input, attributes);
          in.leave(outer);
        }
        case 7 -> domain = ModelProtoReader.readDomain(in, "NodeProto.domain");
        case 8 -> overload = in.string("NodeProto.overload");
        default -> in.skip();
      }
    }
    return new OnnxNode(name, opType, domain, inputs, outputs, attributes, overload);
  }

  static void addAttribute(OnnxInput input, Map<String, OnnxAttribute> attributes) {
    OnnxAttribute attribute = new AttributeProtoReader(input).read();
    if (attributes.put(attribute.name(), attribute) != null) {
      throw input
          .wire()
          .error("AttributeProto.name", "attribute '" + attribute.name() + "' is there twice");
    }
  }

  private static OnnxValueInfo valueInfo(WireReader in, String field) {
    long outer = in.enter(field);
    OnnxValueInfo info = TypeProtoReader.readValueInfo(in);
    in.leave(outer);
    return info;
  }
}
