package lanewise.engine.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/**
 * Makes a {@link Graph} of an {@link OnnxModel}: initializers and {@code Constant} nodes become
 * constants, names are checked (each value made once, none read before it is made), and nodes are
 * put in an order in which they can run.
 */
public final class OnnxImporter {
  private final String source;
  private final OnnxModel model;

  private OnnxImporter(String source, OnnxModel model) {
    this.source = source;
    this.model = model;
  }

  /**
   * The model's main graph.
   *
   * @param source the model's name, for messages
   * @throws ModelFormatException if the graph's names do not fit together
   */
  public static Graph graph(String source, OnnxModel model) {
    return new OnnxImporter(source, model).importGraph(model.graph(), Set.of());
  }

  private Graph importGraph(OnnxGraph graph, Set<String> outer) {
    Map<String, Tensor> constants = new LinkedHashMap<>();
    Set<String> made = new HashSet<>();
    for (OnnxTensor initializer : graph.initializers()) {
      define(made, initializer.name(), "initializer");
      constants.put(initializer.name(), tensor(initializer, "initializer"));
    }
    if (!graph.sparseInitializers().isEmpty()) {
      throw invalid("sparse_initializer", "sparse initializers are not supported");
    }
    List<Value> inputs = new ArrayList<>();
    for (OnnxValueInfo input : graph.inputs()) {
      if (!constants.containsKey(input.name())) {
        define(made, input.name(), "input");
        inputs.add(value(input));
      }
    }
    List<OnnxNode> pending = new ArrayList<>();
    for (OnnxNode node : graph.nodes()) {
      Tensor constant = ConstantNodes.value(node);
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          define(made, output, "output of node '" + node.name() + "'");
        }
      }
      if (constant != null) {
        constants.put(node.outputs().getFirst(), constant);
      } else {
        pending.add(node);
      }
    }
    Set<String> scope = new HashSet<>(outer);
    scope.addAll(made);
    List<Node> nodes = new ArrayList<>();
    for (OnnxNode node : NodeOrder.sorted(source, pending, constants.keySet(), inputs, outer)) {
      nodes.add(importNode(node, scope));
    }
    List<Value> outputs = new ArrayList<>();
    for (OnnxValueInfo output : graph.outputs()) {
      if (!made.contains(output.name()) && !outer.contains(output.name())) {
        throw invalid("output '" + output.name() + "'", "no node makes it");
      }
      outputs.add(value(output));
    }
    return new Graph(graph.name(), inputs, outputs, nodes, constants);
  }

  private void define(Set<String> made, String name, String what) {
    if (name.isEmpty()) {
      throw invalid(what, "a value needs a name");
    }
    if (!made.add(name)) {
      throw invalid(what + " '" + name + "'", "two values have this name");
    }
  }

  private Node importNode(OnnxNode node, Set<String> scope) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (OnnxAttribute attribute : node.attributes().values()) {
      attributes.put(attribute.name(), attributeValue(node, attribute, scope));
    }
    Long version = model.opsetImports().get(node.domain());
    if (version == null || version < 1 || version > Integer.MAX_VALUE) {
      throw invalid(
          "node " + node.label(),
          "opset_import has no usable version of domain '" + node.domain() + "'");
    }
    return new Node(
        node.name(),
        node.domain(),
        node.opType(),
        version.intValue(),
        node.inputs(),
        node.outputs(),
        Attributes.of(attributes));
  }

  private Object attributeValue(OnnxNode node, OnnxAttribute attribute, Set<String> scope) {
    // Not a switch over types: a young process would make a class for it.
    if (attribute instanceof OnnxAttribute.IntValue integer) {
      return integer.value();
    }
    if (attribute instanceof OnnxAttribute.Ints list) {
      return list.toArray();
    }
    if (attribute instanceof OnnxAttribute.FloatValue real) {
      return real.value();
    }
    if (attribute instanceof OnnxAttribute.Floats list) {
      return list.toArray();
    }
    if (attribute instanceof OnnxAttribute.StringValue text) {
      return text.text();
    }
    if (attribute instanceof OnnxAttribute.Strings list) {
      return list.values();
    }
    if (attribute instanceof OnnxAttribute.TensorValue constant) {
      return tensor(constant.value(), "attribute '" + attribute.name() + "'");
    }
    if (attribute instanceof OnnxAttribute.GraphValue graph) {
      return importGraph(graph.value(), scope);
    }
    throw invalid(
        "node " + node.label(),
        "attribute '" + attribute.name() + "' is of a kind that is not supported");
  }

  private Tensor tensor(OnnxTensor tensor, String what) {
    if (tensor.isString()) {
      throw invalid(what + " '" + tensor.name() + "'", "string tensors are not supported");
    }
    return tensor.toTensor();
  }

  private Value value(OnnxValueInfo info) {
    if (info.type() instanceof OnnxType.TensorType type) {
      ElementType elementType = type.elementType().elementType().orElse(null);
      if (elementType == null) {
        throw invalid(
            "value '" + info.name() + "'",
            "element type " + type.elementType() + " is not supported");
      }
      return new Value(info.name(), elementType, dims(info.name(), type.shape()));
    }
    if (info.type() instanceof OnnxType.UnspecifiedType) {
      return new Value(info.name(), null, null);
    }
    throw invalid(
        "value '" + info.name() + "'", "only dense tensors are supported, found " + info.type());
  }

  private static List<Dim> dims(String name, Optional<List<OnnxDimension>> shape) {
    if (shape.isEmpty()) {
      return null;
    }
    List<Dim> dims = new ArrayList<>();
    for (OnnxDimension dimension : shape.get()) {
      if (dimension instanceof OnnxDimension.Known known) {
        dims.add(Dim.of(known.size()));
      } else if (dimension instanceof OnnxDimension.Symbol symbol) {
        dims.add(Dim.symbol(symbol.name()));
      } else {
        dims.add(Dim.symbol(name + "#" + dims.size()));
      }
    }
    return dims;
  }

  private ModelFormatException invalid(String field, String problem) {
    return new ModelFormatException(source, ModelFormatException.NO_OFFSET, field, problem);
  }
}
