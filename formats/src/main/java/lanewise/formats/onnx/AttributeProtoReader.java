package lanewise.formats.onnx;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.formats.ModelFormatException;
import lanewise.formats.protobuf.WireReader;

/**
 * Reads one {@code AttributeProto}.
 *
 * <p>Its {@code type} says which of the value fields counts; files from before that field existed
 * have one value field only, which then tells the kind.
 */
final class AttributeProtoReader {
  private final OnnxInput input;
  private final WireReader in;
  private String name = "";
  private String refAttrName = "";
  private int kind;
  private int kindOfLastValue;
  private float floatValue;
  private long intValue;
  private MemorySegment stringValue = MemorySegment.NULL;
  private OnnxTensor tensor;
  private OnnxGraph graph;
  private OnnxSparseTensor sparseTensor;
  private OnnxType type;
  private List<Float> floats = List.of();
  private List<Long> ints = List.of();
  private List<String> strings = List.of();
  private List<OnnxTensor> tensors = List.of();
  private List<OnnxGraph> graphs = List.of();
  private List<OnnxSparseTensor> sparseTensors = List.of();
  private List<OnnxType> types = List.of();

  AttributeProtoReader(OnnxInput input) {
    this.input = input;
    this.in = input.wire();
  }

  OnnxAttribute read() {
    while (in.next()) {
      readField();
    }
    if (!refAttrName.isEmpty()) {
      return new OnnxAttribute.Reference(name, refAttrName, kind);
    }
    return build(kind == AttributeKind.UNDEFINED ? kindOfLastValue : kind);
  }

  private void readField() {
    switch (in.fieldNumber()) {
      case 1 -> name = in.string("AttributeProto.name");
      case 21 -> refAttrName = in.string("AttributeProto.ref_attr_name");
      case 20 -> kind = in.int32("AttributeProto.type");
      case 2 -> {
        floatValue = in.float32("AttributeProto.f");
        kindOfLastValue = AttributeKind.FLOAT;
      }
      case 3 -> {
        intValue = in.int64("AttributeProto.i");
        kindOfLastValue = AttributeKind.INT;
      }
      case 4 -> {
        stringValue = in.bytes("AttributeProto.s");
        kindOfLastValue = AttributeKind.STRING;
      }
      case 7 -> {
        floats = growing(floats);
        in.float32s("AttributeProto.floats", floats);
        kindOfLastValue = AttributeKind.FLOATS;
      }
      case 8 -> {
        ints = growing(ints);
        in.int64s("AttributeProto.ints", ints);
        kindOfLastValue = AttributeKind.INTS;
      }
      case 9 -> {
        strings = growing(strings);
        strings.add(in.string("AttributeProto.strings"));
        kindOfLastValue = AttributeKind.STRINGS;
      }
      case 5, 6, 10, 11, 14, 15, 22, 23 -> readMessage(in.fieldNumber());
      default -> in.skip();
    }
  }

  private void readMessage(int field) {
    long outer = in.enter("AttributeProto value");
    switch (field) {
      case 5 -> {
        tensor = TensorProtoReader.read(input);
        kindOfLastValue = AttributeKind.TENSOR;
      }
      case 6 -> {
        graph = GraphProtoReader.read(input);
        kindOfLastValue = AttributeKind.GRAPH;
      }
      case 10 -> {
        tensors = growing(tensors);
        tensors.add(TensorProtoReader.read(input));
        kindOfLastValue = AttributeKind.TENSORS;
      }
      case 11 -> {
        graphs = growing(graphs);
        graphs.add(GraphProtoReader.read(input));
        kindOfLastValue = AttributeKind.GRAPHS;
      }
      case 14 -> {
        type = TypeProtoReader.read(in);
        kindOfLastValue = AttributeKind.TYPE_PROTO;
      }
      case 15 -> {
        types = growing(types);
        types.add(TypeProtoReader.read(in));
        kindOfLastValue = AttributeKind.TYPE_PROTOS;
      }
      case 22 -> {
        sparseTensor = TensorProtoReader.readSparse(input);
        kindOfLastValue = AttributeKind.SPARSE_TENSOR;
      }
      default -> {
        sparseTensors = growing(sparseTensors);
        sparseTensors.add(TensorProtoReader.readSparse(input));
        kindOfLastValue = AttributeKind.SPARSE_TENSORS;
      }
    }
    in.leave(outer);
  }

  private OnnxAttribute build(int chosen) {
    return switch (chosen) {
      case AttributeKind.FLOAT -> new OnnxAttribute.FloatValue(name, floatValue);
      case AttributeKind.INT -> new OnnxAttribute.IntValue(name, intValue);
      case AttributeKind.STRING -> new OnnxAttribute.StringValue(name, stringValue);
      case AttributeKind.TENSOR -> new OnnxAttribute.TensorValue(name, present(tensor));
      case AttributeKind.GRAPH -> new OnnxAttribute.GraphValue(name, present(graph));
      case AttributeKind.FLOATS -> new OnnxAttribute.Floats(name, floats);
      case AttributeKind.INTS -> new OnnxAttribute.Ints(name, ints);
      case AttributeKind.STRINGS -> new OnnxAttribute.Strings(name, strings);
      case AttributeKind.TENSORS -> new OnnxAttribute.Tensors(name, tensors);
      case AttributeKind.GRAPHS -> new OnnxAttribute.Graphs(name, graphs);
      case AttributeKind.SPARSE_TENSOR ->
          new OnnxAttribute.SparseTensorValue(name, present(sparseTensor));
      case AttributeKind.SPARSE_TENSORS -> new OnnxAttribute.SparseTensors(name, sparseTensors);
      case AttributeKind.TYPE_PROTO -> new OnnxAttribute.TypeValue(name, present(type));
      case AttributeKind.TYPE_PROTOS -> new OnnxAttribute.Types(name, types);
      default ->
          throw error("found " + chosen + ", allowed are 1 to 14 (or a value that tells the kind)");
    };
  }

  private <T> T present(T value) {
    if (value == null) {
      throw error("attribute '" + name + "' has no value of the kind that its type says");
    }
    return value;
  }

  private ModelFormatException error(String problem) {
    return in.error("AttributeProto.type", problem);
  }

  private static <T> List<T> growing(List<T> list) {
    return list.isEmpty() ? new ArrayList<>() : list;
  }
}
