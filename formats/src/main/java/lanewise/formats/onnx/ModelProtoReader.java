package lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.protobuf.WireReader;

/** Reads {@code ModelProto} and {@code FunctionProto}. */
final class ModelProtoReader {
  private static final String ALIAS_OF_DEFAULT_DOMAIN = "ai.onnx";

  private ModelProtoReader() {}

  static OnnxModel read(OnnxInput input) {
    WireReader in = input.wire();
    long irVersion = 0;
    Map<String, Long> opsetImports = new LinkedHashMap<>();
    String producerName = "";
    String producerVersion = "";
    String domain = "";
    long modelVersion = 0;
    String docString = "";
    OnnxGraph graph = null;
    List<OnnxFunction> functions = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> irVersion = in.int64("ModelProto.ir_version");
        case 2 -> producerName = in.string("ModelProto.producer_name");
        case 3 -> producerVersion = in.string("ModelProto.producer_version");
        case 4 -> domain = in.string("ModelProto.domain");
        case 5 -> modelVersion = in.int64("ModelProto.model_version");
        case 6 -> docString = in.string("ModelProto.doc_string");
        case 7 -> {
          if (graph != null) {
            throw in.error("ModelProto.graph", "found a second graph, allowed is one");
          }
          long outer = in.enter("ModelProto.graph");
          graph = GraphProtoReader.read(input);
          in.leave(outer);
        }
        case 8 -> readOpsetImport(in, opsetImports);
        case 14 -> readEntry(in, "ModelProto.metadata_props", metadata);
        case 25 -> {
          long outer = in.enter("ModelProto.functions");
          functions.add(readFunction(input));
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
    if (graph == null) {
      throw in.error("ModelProto.graph", "there is none; is this an ONNX model?");
    }
    return new OnnxModel(
        irVersion,
        opsetImports,
        producerName,
        producerVersion,
        domain,
        modelVersion,
        docString,
        graph,
        functions,
        metadata);
  }

  private static OnnxFunction readFunction(OnnxInput input) {
    WireReader in = input.wire();
    String name = "";
    String domain = "";
    String overload = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<String> attributeNames = new ArrayList<>();
    Map<String, OnnxAttribute> attributeDefaults = new LinkedHashMap<>();
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, Long> opsetImports = new LinkedHashMap<>();
    List<OnnxValueInfo> valueInfos = new ArrayList<>();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> name = in.string("FunctionProto.name");
        case 4 -> inputs.add(in.string("FunctionProto.input"));
        case 5 -> outputs.add(in.string("FunctionProto.output"));
        case 6 -> attributeNames.add(in.string("FunctionProto.attribute"));
        case 7 -> {
          long outer = in.enter("FunctionProto.node");
          nodes.add(GraphProtoReader.readNode(input));
          in.leave(outer);
        }
        case 9 -> readOpsetImport(in, opsetImports);
        case 10 -> domain = readDomain(in, "FunctionProto.domain");
        case 11 -> {
          long outer = in.enter("FunctionProto.attribute_proto");
          GraphProtoReader.addAttribute(input, attributeDefaults);
          in.leave(outer);
        }
        case 12 -> {
          long outer = in.enter("FunctionProto.value_info");
          valueInfos.add(TypeProtoReader.readValueInfo(in));
          in.leave(outer);
        }
        case 13 -> overload = in.string("FunctionProto.overload");
        default -> in.skip();
      }
    }
    return new OnnxFunction(
        name,
        domain,
        overload,
        inputs,
        outputs,
        attributeNames,
        attributeDefaults,
        nodes,
        opsetImports,
        valueInfos);
  }

  private static void readOpsetImport(WireReader in, Map<String, Long> opsetImports) {
    long outer = in.enter("OperatorSetIdProto");
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> domain = readDomain(in, "OperatorSetIdProto.domain");
        case 2 -> version = in.int64("OperatorSetIdProto.version");
        default -> in.skip();
      }
    }
    in.leave(outer);
    Long before = opsetImports.put(domain, version);
    if (before != null && before != version) {
      throw in.error(
          "OperatorSetIdProto.version",
          "domain '" + domain + "' has version " + before + " and version " + version);
    }
  }

  static String readDomain(WireReader in, String field) {
    String domain = in.string(field);
    return domain.equals(ALIAS_OF_DEFAULT_DOMAIN) ? OnnxModel.DEFAULT_DOMAIN : domain;
  }

  /** Reads a {@code StringStringEntryProto} into {@code entries}. */
  static void readEntry(WireReader in, String field, Map<String, String> entries) {
    long outer = in.enter(field);
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> key = in.string("StringStringEntryProto.key");
        case 2 -> value = in.string("StringStringEntryProto.value");
        default -> in.skip();
      }
    }
    in.leave(outer);
    entries.put(key, value);
  }
}
