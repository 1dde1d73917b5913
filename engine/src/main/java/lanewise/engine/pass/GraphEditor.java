package lanewise.engine.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Fact;
import lanewise.kernels.Tensor;

/**
 * A graph being changed: who makes each value, who reads it, and what is known of it. A node whose
 * outputs nobody reads any more disappears at once. Not thread-safe.
 */
final class GraphEditor {
  static final Fact UNKNOWN = Fact.of(null, (List<Dim>) null);

  private final Graph graph;
  private final Map<String, Fact> facts;
  private final Map<String, Tensor> constants;
  private final Map<String, Node> producers = new HashMap<>();

  /** The nodes that read each value, known as in {@link #nodes}. */
  private final Map<String, Map<String, Node>> readers = new HashMap<>();

  /** All nodes, known by their first output that has a name. */
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  /** Values that must keep their names: the graph's outputs and what inner graphs may read. */
  private final Set<String> pinned = new HashSet<>();

  private boolean changed;
  private int fresh;

  /**
   * @param facts what is known of the values; they stay true because a value never changes its
   *     meaning
   */
  GraphEditor(Graph graph, Map<String, Fact> facts) {
    this.graph = graph;
    this.facts = facts;
    this.constants = new LinkedHashMap<>(graph.constants());
    for (Value output : graph.outputs()) {
      pinned.add(output.name());
    }
    for (Node node : graph.nodes()) {
      pinned.addAll(capturedNames(node));
      insert(node);
    }
  }

  /** Every name in a node's inner graphs, some of which may be values of the outer graph. */
  static Set<String> capturedNames(Node node) {
    if (!node.attributes().hasGraphs()) {
      return Set.of();
    }
    Set<String> names = new LinkedHashSet<>();
    Deque<Graph> open = new ArrayDeque<>(node.attributes().graphs());
    while (!open.isEmpty()) {
      Graph inner = open.pop();
      for (Value output : inner.outputs()) {
        names.add(output.name());
      }
      for (Node innerNode : inner.nodes()) {
        names.addAll(innerNode.inputs());
        open.addAll(innerNode.attributes().graphs());
      }
    }
    return names;
  }

  /** The nodes as they stand now; changes do not show in the copy. */
  List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Whether the node is still there, unchanged. */
  boolean contains(Node node) {
    return nodes.get(key(node)) == node;
  }

  /** The node that makes a value, or null for a constant, an input or an unknown name. */
  Node producer(String value) {
    return producers.get(value);
  }

  /** The node that makes a value if it is that ONNX operator, else null. */
  Node producer(String value, String operator) {
    Node node = producers.get(value);
    return node != null && node.is(operator) ? node : null;
  }

  /** The nodes that read a value. */
  Collection<Node> readers(String value) {
    Map<String, Node> found = readers.get(value);
    return found == null ? List.of() : found.values();
  }

  /** The only reader of a value that nothing else needs, or null. */
  Node onlyReader(String value) {
    return usedOnce(value) ? readers(value).iterator().next() : null;
  }

  /** Whether exactly one input reads the value and its name may go. */
  boolean usedOnce(String value) {
    if (pinned.contains(value) || readers(value).size() != 1) {
      return false;
    }
    List<String> inputs = readers(value).iterator().next().inputs();
    return inputs.indexOf(value) == inputs.lastIndexOf(value);
  }

  /** Whether the value must keep its name. */
  boolean isPinned(String value) {
    return pinned.contains(value);
  }

  Tensor constant(String value) {
    return constants.get(value);
  }

  Map<String, Tensor> constants() {
    return new LinkedHashMap<>(constants);
  }

  /** What is known of a value; never null. */
  Fact fact(String value) {
    Tensor constant = constants.get(value);
    return constant != null ? Fact.of(constant) : facts.getOrDefault(value, UNKNOWN);
  }

  /** The value's dimensions, or null when its rank is not known. */
  List<Dim> dims(String value) {
    return fact(value).dims();
  }

  /** Puts {@code replacement} in the place of {@code old}; it makes all that others read of it. */
  void replace(Node old, Node replacement) {
    detach(old);
    insert(replacement);
    changed = true;
    dropUnused(old.inputs());
  }

  /** Adds a node; the order of running is found in the end. */
  void add(Node node) {
    insert(node);
    changed = true;
  }

  /** All outputs of a node are known: constants take its place. */
  void makeConstant(Node node, Tensor... values) {
    detach(node);
    for (int i = 0; i < values.length; i++) {
      if (!node.output(i).isEmpty()) {
        constants.put(node.output(i), values[i]);
      }
    }
    changed = true;
    dropUnused(node.inputs());
  }

  /** Adds a constant and returns its name, which begins with {@code base}. */
  String addConstant(String base, Tensor value) {
    String name = freshName(base);
    constants.put(name, value);
    changed = true;
    return name;
  }

  /** A name that nothing has. */
  String freshName(String base) {
    String name;
    do {
      name = base + "~" + fresh++;
    } while (producers.containsKey(name)
        || constants.containsKey(name)
        || facts.containsKey(name)
        || pinned.contains(name));
    return name;
  }

  /** Says what a value that was added is. */
  void tell(String value, Fact fact) {
    facts.put(value, fact);
  }

  /** Lets all readers of {@code from} read {@code to}; false when {@code from} keeps its name. */
  boolean redirect(String from, String to) {
    if (pinned.contains(from)) {
      return false;
    }
    for (Node reader : List.copyOf(readers(from))) {
      List<String> inputs = new ArrayList<>(reader.inputs());
      Collections.replaceAll(inputs, from, to);
      detach(reader);
      insert(reader.withInputs(inputs));
    }
    changed = true;
    dropUnused(List.of(from));
    return true;
  }

  /** Removes all nodes whose outputs nobody needs. */
  void removeDead() {
    for (Node node : nodes()) {
      dropUnused(node.outputs());
    }
  }

  private static String key(Node node) {
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        return output;
      }
    }
    return "";
  }

  private void insert(Node node) {
    String key = key(node);
    if (key.isEmpty()) {
      return;
    }
    nodes.put(key, node);
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        producers.put(output, node);
      }
    }
    for (String input : node.inputs()) {
      if (!input.isEmpty()) {
        Map<String, Node> reading = readers.get(input);
        if (reading == null) {
          reading = new LinkedHashMap<>();
          readers.put(input, reading);
        }
        reading.put(key, node);
      }
    }
  }

  private void detach(Node node) {
    String key = key(node);
    nodes.remove(key);
    for (String output : node.outputs()) {
      producers.remove(output);
    }
    for (String input : node.inputs()) {
      Map<String, Node> reading = readers.get(input);
      if (reading != null) {
        reading.remove(key);
      }
    }
  }

  private void dropUnused(Collection<String> values) {
    Deque<String> open = new ArrayDeque<>(values);
    while (!open.isEmpty()) {
      Node node = producers.get(open.pop());
      if (node != null && isUnused(node)) {
        detach(node);
        changed = true;
        open.addAll(node.inputs());
      }
    }
  }

  private boolean isUnused(Node node) {
    for (String output : node.outputs()) {
      if (!output.isEmpty() && (pinned.contains(output) || !readers(output).isEmpty())) {
        return false;
      }
    }
    return true;
  }

  /** The graph as it stands now: its nodes in running order, its constants those that are read. */
  Graph graph() {
    if (!changed) {
      return graph;
    }
    List<Node> ordered = RunningOrder.of(nodes.values(), producers);
    Map<String, Tensor> read = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> constant : constants.entrySet()) {
      String name = constant.getKey();
      if (pinned.contains(name) || !readers(name).isEmpty()) {
        read.put(name, constant.getValue());
      }
    }
    return graph.withNodes(ordered, read);
  }
}
