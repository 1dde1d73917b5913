package lanewise.engine.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Fact;
import lanewise.engine.op.catalog.Operators;
import lanewise.engine.plan.NodeInference;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Tensor;

/**
 * A graph being changed: who makes each value, who reads it, and what is known of it. A node whose
 * outputs nobody reads any more disappears at once. Not thread-safe.
 */
final class GraphEditor {
  static final Fact UNKNOWN = Fact.of(null, (List<Dim>) null);

  private final Graph graph;
  private final Map<String, Fact> facts = new HashMap<>();
  private final NodeInference inference;
  private final Map<String, Tensor> constants;
  private final Map<String, Node> producers = new HashMap<>();

  /** The nodes that read each value, known as in {@link #nodes}. */
  private final Map<String, Map<String, Node>> readers = new HashMap<>();

  /** All nodes, known by their first output that has a name. */
  private final Map<String, Node> nodes = new LinkedHashMap<>();

  /** Values that must keep their names: the graph's outputs. */
  private final Set<String> pinned = new HashSet<>();

  /** Nodes, known as in {@link #nodes}, of whose outputs more may be known by now. */
  private final Set<String> stale = new HashSet<>();

  /** The nodes in running order, or null when that must be found anew. */
  private List<Node> ordered;

  private int changes;
  private int fresh;

  /**
   * Infers all that can be known of the graph's values. Where a node is not understood its outputs
   * stay unknown and passes leave them alone: whether the graph can run is for the plan to say,
   * which names the node.
   *
   * @param source the model's name, for messages
   */
  GraphEditor(Graph graph, String source) {
    this.graph = graph;
    this.inference = new NodeInference(source, facts);
    this.constants = new LinkedHashMap<>(graph.constants());
    for (Value output : graph.outputs()) {
      pinned.add(output.name());
    }
    for (Map.Entry<String, Tensor> constant : constants.entrySet()) {
      facts.put(constant.getKey(), Fact.of(constant.getValue()));
    }
    for (Value input : graph.inputs()) {
      facts.putIfAbsent(input.name(), Fact.of(input.type(), input.dims()));
    }
    for (Node node : graph.nodes()) {
      insert(node);
      infer(node);
    }
    stale.clear();
    ordered = graph.nodes();
  }

  private void infer(Node node) {
    if (Operators.all().find(node) != null) {
      try {
        inference.infer(node);
        return;
      } catch (ModelFormatException e) {
        // unknown, as below: the plan reports it
        stale.remove(key(node));
      }
    }
    for (String output : node.outputs()) {
      facts.put(output, UNKNOWN);
    }
  }

  /** Infers anew what depends on nodes and constants that have changed since. */
  void refresh() {
    if (stale.isEmpty()) {
      return;
    }
    for (Node node : nodes()) {
      if (!stale.remove(key(node))) {
        continue;
      }
      Fact[] before = new Fact[node.outputs().size()];
      for (int i = 0; i < before.length; i++) {
        before[i] = facts.get(node.output(i));
      }
      infer(node);
      for (int i = 0; i < before.length; i++) {
        Fact now = facts.get(node.output(i));
        if (now != null && !now.saysTheSameAs(before[i])) {
          markReaders(node.output(i));
        }
      }
    }
    stale.clear();
  }

  private void markReaders(String value) {
    Map<String, Node> reading = readers.get(value);
    if (reading != null) {
      stale.addAll(reading.keySet());
    }
  }

  /** How many changes were made; the same number twice means that nothing happened between. */
  int changes() {
    return changes;
  }

  String graphName() {
    return graph.name();
  }

  /** The nodes as they stand now, in running order; later changes do not show in the list. */
  List<Node> nodes() {
    if (ordered == null) {
      ordered = RunningOrder.of(nodes.values(), producers);
    }
    return ordered;
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
    return facts.getOrDefault(value, UNKNOWN);
  }

  /** The value's dimensions, or null when its rank is not known. */
  List<Dim> dims(String value) {
    return fact(value).dims();
  }

  /** Puts {@code replacement} in the place of {@code old}; it makes all that others read of it. */
  void replace(Node old, Node replacement) {
    detach(old);
    insert(replacement);
    changes++;
    dropUnused(old.inputs());
  }

  /** Adds a node; the order of running is found in the end. */
  void add(Node node) {
    insert(node);
    changes++;
  }

  /** All outputs of a node are known: constants take its place. */
  void makeConstant(Node node, Tensor... values) {
    detach(node);
    for (int i = 0; i < values.length; i++) {
      if (!node.output(i).isEmpty()) {
        putConstant(node.output(i), values[i]);
      }
    }
    changes++;
    dropUnused(node.inputs());
  }

  /** Adds a constant and returns its name, which begins with {@code base}. */
  String addConstant(String base, Tensor value) {
    String name = freshName(base);
    putConstant(name, value);
    changes++;
    return name;
  }

  private void putConstant(String name, Tensor value) {
    Fact before = facts.get(name);
    constants.put(name, value);
    Fact now = Fact.of(value);
    facts.put(name, now);
    if (!now.saysTheSameAs(before)) {
      markReaders(name);
    }
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
    changes++;
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
    stale.add(key);
    ordered = null;
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
    stale.remove(key);
    ordered = null;
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
    Deque<String> open = new ArrayDeque<>();
    addAll(open, values);
    while (!open.isEmpty()) {
      String value = open.pop();
      Node node = producers.get(value);
      if (node != null && isUnused(node)) {
        detach(node);
        changes++;
        addAll(open, node.inputs());
      } else if (node == null && !pinned.contains(value) && readers(value).isEmpty()) {
        constants.remove(value);
      }
    }
  }

  /** Without the collection's own method, whose lambda a young process would have to make. */
  private static void addAll(Deque<String> open, Collection<String> values) {
    for (String value : values) {
      open.addLast(value);
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
    if (changes == 0) {
      return graph;
    }
    Map<String, Tensor> read = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> constant : constants.entrySet()) {
      String name = constant.getKey();
      if (pinned.contains(name) || !readers(name).isEmpty()) {
        read.put(name, constant.getValue());
      }
    }
    return graph.withNodes(nodes(), read);
  }
}
