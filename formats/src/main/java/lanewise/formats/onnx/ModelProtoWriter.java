package lanewise.formats.onnx;

import java.util.List;
import java.util.Map;
import lanewise.formats.protobuf.WireWriter;

/** Builds {@code ModelProto}, {@code GraphProto}, {@code NodeProto} and {@code FunctionProto}. */
final class ModelProtoWriter {
  private ModelProtoWriter() {}

  static WireWriter model(OnnxModel model) {
    WireWriter out =
        new WireWriter()
            .int64(1, model.irVersion())
            .stringUnlessEmpty(2, model.producerName())
            .stringUnlessEmpty(3, model.producerVersion())
            .stringUnlessEmpty(4, model.domain());
    if (model.modelVersion() != 0) {
      out.int64(5, model.modelVersion());
    }
    out.stringUnlessEmpty(6, model.docString()).message(7, graph(model.graph()));
    addOpsetImports(out, 8, model.opsetImports());
    addEntries(out, 14, model.metadata());
    model.functions().forEach(function -> out.message(25, function(function)));
    return out;
  }

  static WireWriter graph(OnnxGraph graph) {
    WireWriter out = new WireWriter();
    graph.nodes().forEach(node -> out.message(1, node(node)));
    out.stringUnlessEmpty(2, graph.name());
    graph.initializers().forEach(tensor -> out.message(5, TensorProtoWriter.tensor(tensor)));
    graph.inputs().forEach(info -> out.message(11, TypeProtoWriter.valueInfo(info)));
    graph.outputs().forEach(info -> out.message(12, TypeProtoWriter.valueInfo(info)));
    graph.valueInfos().forEach(info -> out.message(13, TypeProtoWriter.valueInfo(info)));
    graph.sparseInitializers().forEach(sparse -> out.message(15, TensorProtoWriter.sparse(sparse)));
    addEntries(out, 16, graph.metadata());
    return out;
  }

  private static WireWriter node(OnnxNode node) {
    WireWriter out = new WireWriter();
    addStrings(out, 1, node.inputs());
    addStrings(out, 2, node.outputs());
    out.stringUnlessEmpty(3, node.name()).stringUnlessEmpty(4, node.opType());
    node.attributes()
        .values()
        .forEach(attribute -> out.message(5, AttributeProtoWriter.attribute(attribute)));
    return out.stringUnlessEmpty(7, node.domain()).stringUnlessEmpty(8, node.overload());
  }

  private static WireWriter function(OnnxFunction function) {
    WireWriter out = new WireWriter().stringUnlessEmpty(1, function.name());
    addStrings(out, 4, function.inputs());
    addStrings(out, 5, function.outputs());
    addStrings(out, 6, function.attributeNames());
    function.nodes().forEach(node -> out.message(7, node(node)));
    addOpsetImports(out, 9, function.opsetImports());
    out.stringUnlessEmpty(10, function.domain());
    function
        .attributeDefaults()
        .values()
        .forEach(attribute -> out.message(11, AttributeProtoWriter.attribute(attribute)));
    function.valueInfos().forEach(info -> out.message(12, TypeProtoWriter.valueInfo(info)));
    return out.stringUnlessEmpty(13, function.overload());
  }

  private static void addOpsetImports(WireWriter out, int field, Map<String, Long> imports) {
    imports.forEach((domain, version) ->
        out.message(field, new WireWriter().stringUnlessEmpty(1, domain).int64(2, version)));
  }

  private static void addEntries(WireWriter out, int field, Map<String, String> entries) {
    entries.forEach(
        (key, value) -> out.message(field, new WireWriter().string(1, key).string(2, value)));
  }

  /** Empty names count: they are inputs left out. */
  private static void addStrings(WireWriter out, int field, List<String> strings) {
    strings.forEach(string -> out.string(field, string));
  }
}
