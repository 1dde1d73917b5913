package lanewise.engine.onnx;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.kernels.Tensor;

/**
 * Makes what a node's graphs read from outside into inputs of the node and of each of its graphs,
 * after their own, so that nothing else has to know of names that reach inwards. Constants from
 * outside become constants of the graphs.
 */
final class Captures {
  private Captures() {}

  /**
   * @param constants the constants that can be seen from the node
   */
  static Node lift(Node node, Map<String, Tensor> constants) {
    if (!node.attributes().hasGraphs()) {
      return node;
    }
    Set<String> captured = new LinkedHashSet<>();
    for (Graph graph : node.attributes().graphs()) {
      captured.addAll(free(graph));
    }
    Attributes attributes = node.attributes();
    Set<String> values = new LinkedHashSet<>(captured);
    values.removeAll(constants.keySet());
    for (String name : node.attributes().names()) {
      if (node.attributes().isGraph(name)) {
        Graph graph = node.attributes().graph(name);
        attributes = attributes.with(name, closed(graph, values, constants));
      }
    }
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.addAll(values);
    return node.withInputs(inputs)
        .withAttributes(attributes.with(Node.CAPTURES, (long) values.size()));
  }

  private static Graph closed(Graph graph, Set<String> values, Map<String, Tensor> outer) {
    Set<String> free = free(graph);
    List<Value> inputs = new ArrayList<>(graph.inputs());
    for (String value : values) {
      String name = free.contains(value) ? value : graph.name() + "~unused~" + inputs.size();
      inputs.add(new Value(name, null, null));
    }
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    for (String name : free) {
      Tensor constant = outer.get(name);
      if (constant != null) {
        constants.put(name, constant);
      }
    }
    return new Graph(graph.name(), inputs, graph.outputs(), graph.nodes(), constants);
  }

  /** The names that the graph reads and does not make. */
  private static Set<String> free(Graph graph) {
    Set<String> own = new HashSet<>(graph.constants().keySet());
    graph.inputs().forEach(input -> own.add(input.name()));
    graph.nodes().forEach(node -> own.addAll(node.outputs()));
    Set<String> free = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        if (!input.isEmpty() && !own.contains(input)) {
          free.add(input);
        }
      }
    }
    for (Value output : graph.outputs()) {
      if (!own.contains(output.name())) {
        free.add(output.name());
      }
    }
    return free;
  }
}
