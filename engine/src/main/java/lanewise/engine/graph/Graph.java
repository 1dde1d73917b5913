package lanewise.engine.graph;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.kernels.Tensor;

/**
 * Operators over named values, in an order in which they can run.
 *
 * @param name for messages
 * @param inputs what a caller gives, without the constants
 * @param outputs what a caller gets
 * @param nodes in running order
 * @param constants values that are known, by name
 */
public record Graph(
    String name,
    List<Value> inputs,
    List<Value> outputs,
    List<Node> nodes,
    Map<String, Tensor> constants) {

  public Graph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    nodes = List.copyOf(nodes);
    constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
  }

  public Graph withNodes(List<Node> newNodes, Map<String, Tensor> newConstants) {
    return new Graph(name, inputs, outputs, newNodes, newConstants);
  }

  /** How often each value is read, by nodes and as an output of the graph. */
  public Map<String, Integer> useCounts() {
    Map<String, Integer> counts = new HashMap<>();
    for (Node node : nodes) {
      for (String input : node.inputs()) {
        counts.merge(input, 1, Integer::sum);
      }
    }
    for (Value output : outputs) {
      counts.merge(output.name(), 1, Integer::sum);
    }
    return counts;
  }

  /** The node that makes each value. */
  public Map<String, Node> producers() {
    Map<String, Node> producers = new HashMap<>();
    for (Node node : nodes) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          producers.put(output, node);
        }
      }
    }
    return producers;
  }
}
