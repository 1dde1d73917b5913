package lanewise.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxFunction;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxValueInfo;

/** Puts the nodes of a model's own functions in the place of the nodes that call them. */
final class Functions {
  private static final int MOST_DEPTH = 64;
  private static final int MOST_NODES = 1 << 20;

  private record Key(String domain, String name, String overload) {}

  private final String source;
  private final Map<Key, OnnxFunction> functions = new HashMap<>();
  private final IdentityHashMap<OnnxNode, Map<String, Long>> opsets = new IdentityHashMap<>();
  private int calls;
  private int made;

  Functions(String source, OnnxModel model) {
    this.source = source;
    for (OnnxFunction function : model.functions()) {
      functions.put(new Key(function.domain(), function.name(), function.overload()), function);
    }
  }

  /** The operator-set versions that a node from a function was written against, else null. */
  Map<String, Long> opsets(OnnxNode node) {
    return opsets.get(node);
  }

  /** The nodes with all calls expanded; the same list where there are none. */
  List<OnnxNode> expand(List<OnnxNode> nodes) {
    if (functions.isEmpty()) {
      return nodes;
    }
    List<OnnxNode> expanded = new ArrayList<>();
    for (OnnxNode node : nodes) {
      expand(node, opsets.get(node), 0, expanded);
    }
    return expanded;
  }

  private void expand(OnnxNode node, Map<String, Long> versions, int depth, List<OnnxNode> out) {
    OnnxFunction function = functions.get(new Key(node.domain(), node.opType(), node.overload()));
    if (function == null) {
      if (++made > MOST_NODES) {
        throw invalid(node, "the model's functions expand to more than " + MOST_NODES + " nodes");
      }
      if (versions != null) {
        opsets.put(node, versions);
      }
      out.add(node);
      return;
    }
    if (depth == MOST_DEPTH) {
      throw invalid(node, "functions call each other more than " + MOST_DEPTH + " deep");
    }
    Renaming renaming = new Renaming(function, node, "~" + calls++ + "~");
    for (OnnxNode inner : function.nodes()) {
      expand(renaming.node(inner), function.opsetImports(), depth + 1, out);
    }
    for (int i = 0; i < node.outputs().size() && i < function.outputs().size(); i++) {
      String output = node.outputs().get(i);
      String inner = function.outputs().get(i);
      if (!output.isEmpty() && !renaming.value(inner).equals(output)) {
        // An output that is an input of the function, or one that is listed twice.
        OnnxNode identity =
            OnnxNode.of("Identity", List.of(renaming.value(inner)), List.of(output));
        opsets.put(identity, Map.of(OnnxModel.DEFAULT_DOMAIN, 1L));
        out.add(identity);
      }
    }
  }

  private ModelFormatException invalid(OnnxNode node, String problem) {
    return new ModelFormatException(
        source, ModelFormatException.NO_OFFSET, "node " + node.label(), problem);
  }

  /** One call: its values' names and attributes for those of the function. */
  private static final class Renaming {
    private final Map<String, String> names = new HashMap<>();
    private final OnnxFunction function;
    private final OnnxNode call;
    private final String prefix;

    Renaming(OnnxFunction function, OnnxNode call, String prefix) {
      this.function = function;
      this.call = call;
      this.prefix = prefix;
      names.put("", "");
      for (int i = 0; i < function.inputs().size(); i++) {
        names.put(function.inputs().get(i), i < call.inputs().size() ? call.inputs().get(i) : "");
      }
      for (int i = 0; i < function.outputs().size() && i < call.outputs().size(); i++) {
        String output = call.outputs().get(i);
        if (!output.isEmpty()) {
          names.putIfAbsent(function.outputs().get(i), output);
        }
      }
    }

    String value(String name) {
      return names.computeIfAbsent(name, inner -> prefix + inner);
    }

    private List<String> values(List<String> list) {
      return list.stream().map(this::value).toList();
    }

    OnnxNode node(OnnxNode inner) {
      Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
      for (OnnxAttribute attribute : inner.attributes().values()) {
        OnnxAttribute given = attribute(attribute);
        if (given != null) {
          attributes.put(attribute.name(), given);
        }
      }
      return new OnnxNode(
          inner.name().isEmpty() ? "" : prefix + inner.name(),
          inner.opType(),
          inner.domain(),
          values(inner.inputs()),
          values(inner.outputs()),
          attributes,
          inner.overload());
    }

    /** The attribute in the words of the call; null where the call leaves it out. */
    private OnnxAttribute attribute(OnnxAttribute attribute) {
      if (attribute instanceof OnnxAttribute.GraphValue body) {
        return new OnnxAttribute.GraphValue(body.name(), graph(body.value()));
      }
      if (!(attribute instanceof OnnxAttribute.Reference reference)) {
        return attribute;
      }
      OnnxAttribute given = call.attributes().get(reference.refAttrName());
      if (given == null) {
        given = function.attributeDefaults().get(reference.refAttrName());
      }
      return given == null ? null : named(given, reference.name());
    }

    private OnnxGraph graph(OnnxGraph graph) {
      return new OnnxGraph(
          graph.name(),
          infos(graph.inputs()),
          infos(graph.outputs()),
          List.of(),
          graph.nodes().stream().map(this::node).toList(),
          graph.initializers().stream()
              .map(tensor -> OnnxTensors.named(tensor, value(tensor.name())))
              .toList(),
          graph.sparseInitializers(),
          graph.metadata());
    }

    private List<OnnxValueInfo> infos(List<OnnxValueInfo> infos) {
      return infos.stream()
          .map(info -> new OnnxValueInfo(value(info.name()), info.type()))
          .toList();
    }

    private static OnnxAttribute named(OnnxAttribute attribute, String name) {
      return switch (attribute) {
        case OnnxAttribute.FloatValue a -> new OnnxAttribute.FloatValue(name, a.value());
        case OnnxAttribute.IntValue a -> new OnnxAttribute.IntValue(name, a.value());
        case OnnxAttribute.StringValue a -> new OnnxAttribute.StringValue(name, a.bytes());
        case OnnxAttribute.TensorValue a -> new OnnxAttribute.TensorValue(name, a.value());
        case OnnxAttribute.SparseTensorValue a ->
            new OnnxAttribute.SparseTensorValue(name, a.value());
        case OnnxAttribute.GraphValue a -> new OnnxAttribute.GraphValue(name, a.value());
        case OnnxAttribute.TypeValue a -> new OnnxAttribute.TypeValue(name, a.value());
        case OnnxAttribute.Floats a -> new OnnxAttribute.Floats(name, a.values());
        case OnnxAttribute.Ints a -> new OnnxAttribute.Ints(name, a.values());
        case OnnxAttribute.Strings a -> new OnnxAttribute.Strings(name, a.values());
        case OnnxAttribute.Tensors a -> new OnnxAttribute.Tensors(name, a.values());
        case OnnxAttribute.SparseTensors a -> new OnnxAttribute.SparseTensors(name, a.values());
        case OnnxAttribute.Graphs a -> new OnnxAttribute.Graphs(name, a.values());
        case OnnxAttribute.Types a -> new OnnxAttribute.Types(name, a.values());
        case OnnxAttribute.Reference a ->
            new OnnxAttribute.Reference(name, a.refAttrName(), a.kindNumber());
      };
    }
  }
}
