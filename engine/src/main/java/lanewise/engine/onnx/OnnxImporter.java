package lanewise.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
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
import lanewise.engine.graph.ValueKind;
import lanewise.engine.value.DenseTensors;
import lanewise.engine.value.StringTensor;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxSparseTensor;
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
  private final Functions functions;

  private OnnxImporter(String source, OnnxModel model) {
    this.source = source;
    this.functions = new Functions(source, model);
  }

  /** What can be seen from inside a graph. */
  private record Scope(
      Set<String> names, Map<String, Tensor> constants, Map<String, Long> opsets) {}

  /**
   * The model's main graph.
   *
   * @param source the model's name, for messages
   * @throws ModelFormatException if the graph's names do not fit together
   */
  public static Graph graph(String source, OnnxModel model) {
    Scope outside = new Scope(Set.of(), Map.of(), model.opsetImports());
    return new OnnxImporter(source, model).importGraph(model.graph(), outside);
  }

  private Graph importGraph(OnnxGraph graph, Scope outer) {
    Map<String, Tensor> constants = new LinkedHashMap<>();
    List<Node> nodes = new ArrayList<>();
    Set<String> made = new HashSet<>();
    for (OnnxTensor initializer : graph.initializers()) {
      define(made, initializer.name(), "initializer");
      if (initializer.isString()) {
        StringTensor strings = new StringTensor(initializer.shape(), initializer.strings());
        nodes.add(strings(initializer.name(), strings));
      } else {
        constants.put(initializer.name(), initializer.toTensor());
      }
    }
    for (OnnxSparseTensor initializer : graph.sparseInitializers()) {
      define(made, initializer.name(), "initializer");
      constants.put(initializer.name(), dense(initializer));
    }
    Set<String> ready = new HashSet<>(made);
    List<Value> inputs = new ArrayList<>();
    for (OnnxValueInfo input : graph.inputs()) {
      if (!ready.contains(input.name())) {
        define(made, input.name(), "input");
        inputs.add(value(input));
      }
    }
    List<OnnxNode> pending = new ArrayList<>();
    for (OnnxNode node : functions.expand(graph.nodes())) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          define(made, output, "output of node '" + node.name() + "'");
        }
      }
      if (!addConstant(node, constants, nodes, ready)) {
        pending.add(node);
      }
    }
    ready.addAll(outer.names);
    Set<String> names = new HashSet<>(outer.names);
    names.addAll(made);
    Map<String, Tensor> visible = new HashMap<>(outer.constants);
    visible.keySet().removeAll(made);
    visible.putAll(constants);
    for (OnnxNode node : NodeOrder.sorted(source, pending, ready, inputs)) {
      Map<String, Long> opsets = functions.opsets(node);
      Scope scope = new Scope(names, visible, opsets == null ? outer.opsets : opsets);
      nodes.add(importNode(node, scope));
    }
    List<Value> outputs = new ArrayList<>();
    for (OnnxValueInfo output : graph.outputs()) {
      if (!names.contains(output.name())) {
        throw invalid("output '" + output.name() + "'", "no node makes it");
      }
      outputs.add(value(output));
    }
    return new Graph(graph.name(), inputs, outputs, nodes, constants);
  }

  /** Whether the node is a constant, which then stands among the others. */
  private boolean addConstant(
      OnnxNode node, Map<String, Tensor> constants, List<Node> nodes, Set<String> ready) {
    if (!node.opType().equals("Constant")) {
      return false;
    }
    String output = node.outputs().isEmpty() ? "" : node.outputs().getFirst();
    try {
      Tensor constant = ConstantNodes.value(node);
      if (constant != null) {
        constants.put(output, constant);
        ready.add(output);
        return true;
      }
    } catch (IllegalArgumentException e) {
      throw invalid("node " + node.label(), e.getMessage());
    }
    StringTensor strings = output.isEmpty() ? null : ConstantNodes.strings(node);
    if (strings != null) {
      nodes.add(strings(output, strings));
      ready.add(output);
    }
    return strings != null;
  }

  private static Node strings(String name, StringTensor value) {
    return new Node(
        name,
        Node.LANEWISE,
        "Strings",
        1,
        List.of(),
        List.of(name),
        Attributes.of(Map.of("value", value)));
  }

  private Tensor dense(OnnxSparseTensor sparse) {
    try {
      return DenseTensors.of(sparse);
    } catch (IllegalArgumentException e) {
      throw invalid("sparse_initializer", e.getMessage());
    }
  }

  private void define(Set<String> made, String name, String what) {
    if (name.isEmpty()) {
      throw invalid(what, "a value needs a name");
    }
    if (!made.add(name)) {
      throw invalid(what + " '" + name + "'", "two values have this name");
    }
  }

  private Node importNode(OnnxNode node, Scope scope) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    for (OnnxAttribute attribute : node.attributes().values()) {
      attributes.put(attribute.name(), attributeValue(node, attribute, scope));
    }
    Long version = scope.opsets.get(node.domain());
    if (version == null || version < 1 || version > Integer.MAX_VALUE) {
      throw invalid(
          "node " + node.label(),
          "opset_import has no usable version of domain '" + node.domain() + "'");
    }
    Node imported =
        new Node(
            node.name(),
            node.domain(),
            node.opType(),
            version.intValue(),
            node.inputs(),
            node.outputs(),
            Attributes.of(attributes));
    return Captures.lift(imported, scope.constants);
  }

  private Object attributeValue(OnnxNode node, OnnxAttribute attribute, Scope scope) {
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
      OnnxTensor tensor = constant.value();
      return tensor.isString()
          ? new StringTensor(tensor.shape(), tensor.strings())
          : tensor.toTensor();
    }
    if (attribute instanceof OnnxAttribute.TypeValue type) {
      return type.value();
    }
    if (attribute instanceof OnnxAttribute.GraphValue graph) {
      return importGraph(graph.value(), scope);
    }
    throw invalid(
        "node " + node.label(),
        "attribute '" + attribute.name() + "' is of a kind that is not supported");
  }

  private Value value(OnnxValueInfo info) {
    if (info.type() instanceof OnnxType.TensorType type) {
      if (type.elementType() == OnnxDataType.STRING) {
        return new Value(info.name(), ValueKind.STRINGS, null, dims(info.name(), type.shape()));
      }
      ElementType elementType = type.elementType().elementType().orElse(null);
      if (elementType == null && type.elementType() != OnnxDataType.UNDEFINED) {
        throw invalid(
            "value '" + info.name() + "'",
            "element type " + type.elementType() + " is not supported");
      }
      return new Value(info.name(), elementType, dims(info.name(), type.shape()));
    }
    if (info.type() instanceof OnnxType.SparseTensorType) {
      throw invalid(
          "value '" + info.name() + "'", "a sparse tensor between nodes is not supported");
    }
    return new Value(info.name(), kind(info.type()), null, null);
  }

  private static ValueKind kind(OnnxType type) {
    if (type instanceof OnnxType.SequenceType) {
      return ValueKind.SEQUENCE;
    }
    if (type instanceof OnnxType.OptionalType) {
      return ValueKind.OPTIONAL;
    }
    return type instanceof OnnxType.MapType ? ValueKind.MAP : ValueKind.TENSOR;
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
