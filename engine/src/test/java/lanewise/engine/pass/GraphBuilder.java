package lanewise.engine.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Writes graphs in code: each call gives the name of the value it makes. */
final class GraphBuilder {
  private final int opset;
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Tensor> constants = new LinkedHashMap<>();

  GraphBuilder(int opset) {
    this.opset = opset;
  }

  /** An input whose dimensions are numbers or symbols' names. */
  String input(String name, ElementType type, Object... dims) {
    List<Dim> list = new ArrayList<>();
    for (Object dim : dims) {
      list.add(dim instanceof Number n ? Dim.of(n.longValue()) : Dim.symbol((String) dim));
    }
    inputs.add(new Value(name, type, list));
    return name;
  }

  String input(String name, Object... dims) {
    return input(name, ElementType.FLOAT32, dims);
  }

  String constant(Tensor tensor) {
    String name = "c" + constants.size();
    constants.put(name, tensor);
    return name;
  }

  String scalar(double value) {
    return constant(Tensor.of(new float[] {(float) value}, 1).reshape(Shape.SCALAR));
  }

  String integers(long... values) {
    return constant(Tensor.of(values, values.length));
  }

  /** Small numbers that differ from each other. */
  String weights(long... dims) {
    return constant(Numbers.tensor(constants.size(), dims));
  }

  String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  String node(String operator, Map<String, Object> attributes, String... inputs) {
    return nodes(operator, 1, attributes, inputs).getFirst();
  }

  List<String> nodes(
      String operator, int outputCount, Map<String, Object> attributes, String... inputs) {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < outputCount; i++) {
      made.add(operator.toLowerCase(Locale.ROOT) + nodes.size() + (i == 0 ? "" : "." + i));
    }
    nodes.add(
        new Node(
            made.getFirst(),
            Node.ONNX,
            operator,
            opset,
            List.of(inputs),
            made,
            Attributes.of(new TreeMap<>(attributes))));
    return made;
  }

  Graph build(String... outputNames) {
    for (String name : outputNames) {
      outputs.add(new Value(name, null, null));
    }
    return new Graph("test", inputs, outputs, nodes, constants);
  }
}
