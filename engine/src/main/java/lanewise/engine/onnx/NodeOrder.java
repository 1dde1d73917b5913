package lanewise.engine.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import lanewise.engine.graph.Value;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxNode;

/** Puts nodes in an order in which they can run, the file's own order where that is one. */
final class NodeOrder {
  private NodeOrder() {}

  /**
   * @param known names of constants and of what is outside
   */
  static List<OnnxNode> sorted(
      String source, List<OnnxNode> nodes, Set<String> known, List<Value> inputs) {
    Set<String> ready = new HashSet<>(known);
    for (Value input : inputs) {
      ready.add(input.name());
    }
    Map<String, List<Integer>> waiting = new HashMap<>();
    int[] missing = new int[nodes.size()];
    Map<String, Integer> producers = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).outputs()) {
        producers.put(output, i);
      }
    }
    PriorityQueue<Integer> runnable = new PriorityQueue<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String needed : needs(nodes.get(i))) {
        if (producers.containsKey(needed)) {
          List<Integer> readers = waiting.get(needed);
          if (readers == null) {
            readers = new ArrayList<>();
            waiting.put(needed, readers);
          }
          readers.add(i);
          missing[i]++;
        } else if (!ready.contains(needed)) {
          throw new ModelFormatException(
              source,
              ModelFormatException.NO_OFFSET,
              "node " + nodes.get(i).label(),
              "reads '" + needed + "', which no node makes");
        }
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      if (missing[i] == 0) {
        runnable.add(i);
      }
    }
    return drain(source, nodes, runnable, waiting, missing);
  }

  private static List<OnnxNode> drain(
      String source,
      List<OnnxNode> nodes,
      PriorityQueue<Integer> runnable,
      Map<String, List<Integer>> waiting,
      int[] missing) {
    List<OnnxNode> order = new ArrayList<>(nodes.size());
    while (!runnable.isEmpty()) {
      OnnxNode node = nodes.get(runnable.poll());
      order.add(node);
      for (String output : node.outputs()) {
        for (int reader : waiting.getOrDefault(output, List.of())) {
          if (--missing[reader] == 0) {
            runnable.add(reader);
          }
        }
      }
    }
    if (order.size() < nodes.size()) {
      for (int i = 0; i < missing.length; i++) {
        if (missing[i] > 0) {
          throw new ModelFormatException(
              source,
              ModelFormatException.NO_OFFSET,
              "node " + nodes.get(i).label(),
              "is part of a cycle or reads from one");
        }
      }
    }
    return order;
  }

  /** Each value that the node reads, once, those that its subgraphs take from outside too. */
  private static Set<String> needs(OnnxNode node) {
    Set<String> needs = new HashSet<>();
    for (String input : node.inputs()) {
      if (!input.isEmpty()) {
        needs.add(input);
      }
    }
    for (OnnxAttribute attribute : node.attributes().values()) {
      if (attribute instanceof OnnxAttribute.GraphValue body) {
        addFree(body.value(), needs);
      }
    }
    return needs;
  }

  private static void addFree(OnnxGraph graph, Set<String> needs) {
    Set<String> own = new HashSet<>();
    graph.inputs().forEach(input -> own.add(input.name()));
    graph.initializers().forEach(initializer -> own.add(initializer.name()));
    for (OnnxNode node : graph.nodes()) {
      own.addAll(node.outputs());
    }
    for (OnnxNode node : graph.nodes()) {
      for (String needed : needs(node)) {
        if (!own.contains(needed)) {
          needs.add(needed);
        }
      }
    }
    graph.outputs().stream()
        .map(output -> output.name())
        .filter(name -> !own.contains(name))
        .forEach(needs::add);
  }
}
