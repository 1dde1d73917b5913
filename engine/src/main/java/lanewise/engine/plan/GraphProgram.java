package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Operator;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.op.catalog.Operators;
import lanewise.kernels.Tensor;

/** What running a graph in segments needs to know of it, found once. */
final class GraphProgram {
  /** Segments that are kept for one place to begin, for different shapes. */
  private static final int MOST_SEGMENTS = 16;

  final Graph graph;
  final List<Node> nodes;

  /** The operator of each node; null where there is none, which the run that reaches it reports. */
  final Operator[] operators;

  /** After each node, the values that nothing reads any more. */
  final List<List<String>> dying;

  private final Map<String, Integer> lastUses = new HashMap<>();
  private final List<List<Segment>> segments = new ArrayList<>();

  GraphProgram(Graph graph) {
    this.graph = graph;
    this.nodes = graph.nodes();
    int count = nodes.size();
    this.operators = new Operator[count];
    this.dying = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Node node = nodes.get(i);
      operators[i] = Operators.all().find(node);
      for (String output : node.outputs()) {
        lastUses.put(output, i);
      }
      for (String input : node.inputs()) {
        lastUses.put(input, i);
      }
      dying.add(new ArrayList<>(0));
      segments.add(null);
    }
    for (Value output : graph.outputs()) {
      lastUses.put(output.name(), count);
    }
    for (Map.Entry<String, Integer> use : lastUses.entrySet()) {
      if (use.getValue() < count && !use.getKey().isEmpty()) {
        dying.get(use.getValue()).add(use.getKey());
      }
    }
  }

  boolean isValueOperator(int node) {
    return operators[node] instanceof ValueOperator;
  }

  /** Whether something after {@code node} reads the value. */
  boolean isNeededAfter(String value, int node) {
    return lastUses.getOrDefault(value, -1) > node;
  }

  /** The segments that begin at a node, the latest used first. */
  List<Segment> segmentsAt(int node) {
    List<Segment> found = segments.get(node);
    if (found == null) {
      found = new ArrayList<>(1);
      segments.set(node, found);
    }
    return found;
  }

  void keep(int node, Segment segment) {
    List<Segment> known = segmentsAt(node);
    known.addFirst(segment);
    if (known.size() > MOST_SEGMENTS) {
      known.removeLast();
    }
  }

  /** Forgets everything that is bound to memory. */
  void unbind() {
    for (List<Segment> known : segments) {
      if (known != null) {
        known.forEach(Segment::unbind);
      }
    }
  }

  /**
   * The nodes from {@code start} up to {@code end} as a graph of their own.
   *
   * @param inputs the values that come from before
   * @param known values from before that are constant for these shapes
   */
  Graph part(int start, int end, List<Value> inputs, Map<String, Tensor> known) {
    List<Node> part = nodes.subList(start, end);
    Map<String, Tensor> constants = new HashMap<>(known);
    List<Value> outputs = new ArrayList<>();
    Set<String> made = new HashSet<>();
    for (Node node : part) {
      for (String input : node.inputs()) {
        Tensor constant = graph.constants().get(input);
        if (constant != null) {
          constants.put(input, constant);
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty() && made.add(output) && isNeededAfter(output, end - 1)) {
          outputs.add(new Value(output, null, null));
        }
      }
    }
    return new Graph(graph.name(), inputs, outputs, part, constants);
  }
}
