package lanewise.engine.pass;

import java.util.HashMap;
import java.util.Map;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Fact;
import lanewise.engine.op.catalog.Operators;
import lanewise.engine.plan.NodeInference;
import lanewise.engine.plan.StepwiseRun;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Tensor;

/** What passes over one graph share: how to run a node, and how much memory constants may take. */
public final class PassContext {
  /** A constant that a pass makes is at most this large. */
  static final long MOST_BYTES_OF_A_CONSTANT = 16L << 20;

  private static final long FREE_GROWTH_BYTES = 32L << 20;

  private final String source;
  private final StepwiseRun run;
  private long growthBytesLeft = -1;
  private Graph factsOf;
  private Map<String, Fact> facts;

  /**
   * @param source the model's name, for messages
   * @param run runs nodes whose inputs are constant
   */
  public PassContext(String source, StepwiseRun run) {
    this.source = source;
    this.run = run;
  }

  String source() {
    return source;
  }

  /** Runs one node on known inputs. */
  Tensor[] run(Node node, Tensor[] inputs) {
    return run.runNode(node, inputs);
  }

  /** An editor of this graph that knows what can be inferred of its values. */
  GraphEditor edit(Graph graph) {
    if (factsOf != graph) {
      facts = infer(graph);
      factsOf = graph;
    }
    return new GraphEditor(graph, new HashMap<>(facts));
  }

  /**
   * Everything that can be inferred. Where a node is not understood its outputs stay unknown and
   * passes leave them alone: whether the graph can run is for the plan to say, which names the
   * node.
   */
  private Map<String, Fact> infer(Graph graph) {
    Map<String, Fact> known = new HashMap<>();
    for (Map.Entry<String, Tensor> constant : graph.constants().entrySet()) {
      known.put(constant.getKey(), Fact.of(constant.getValue()));
    }
    for (Value input : graph.inputs()) {
      known.putIfAbsent(input.name(), Fact.of(input.type(), input.dims()));
    }
    NodeInference inference = new NodeInference(source, known);
    for (Node node : graph.nodes()) {
      boolean understood = Operators.all().find(node) != null;
      if (understood) {
        try {
          inference.infer(node);
        } catch (ModelFormatException e) {
          understood = false;
        }
      }
      if (!understood) {
        for (String output : node.outputs()) {
          known.put(output, GraphEditor.UNKNOWN);
        }
      }
    }
    return known;
  }

  /**
   * Asks for room for a constant made from others; false when constants would grow too much. All
   * constants together may grow by a fixed amount and four times their size at first.
   */
  boolean reserve(Graph graph, long bytes) {
    if (growthBytesLeft < 0) {
      long before = 0;
      for (Tensor constant : graph.constants().values()) {
        before += constant.segment().byteSize();
      }
      growthBytesLeft = FREE_GROWTH_BYTES + 4 * Math.min(before, Long.MAX_VALUE / 8);
    }
    if (bytes > MOST_BYTES_OF_A_CONSTANT || bytes > growthBytesLeft) {
      return false;
    }
    growthBytesLeft -= bytes;
    return true;
  }
}
