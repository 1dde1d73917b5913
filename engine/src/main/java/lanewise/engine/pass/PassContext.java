package lanewise.engine.pass;

import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.plan.NodeRunner;
import lanewise.kernels.Tensor;

/** What passes over one graph share: how to run a node, and how much memory constants may take. */
public final class PassContext {
  /** A constant that a pass makes is at most this large. */
  static final long MOST_BYTES_OF_A_CONSTANT = 16L << 20;

  private static final long FREE_GROWTH_BYTES = 32L << 20;

  private final String source;
  private final NodeRunner run;
  private long growthBytesLeft;

  /**
   * @param source the model's name, for messages
   * @param run runs nodes whose inputs are constant
   */
  public PassContext(String source, NodeRunner run) {
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

  /**
   * Begins with a graph: all constants that passes make may take a fixed amount and four times the
   * size of those that it has.
   */
  void begin(Graph graph) {
    long before = 0;
    for (Tensor constant : graph.constants().values()) {
      before += constant.segment().byteSize();
    }
    growthBytesLeft = FREE_GROWTH_BYTES + 4 * Math.min(before, Long.MAX_VALUE / 8);
  }

  /** Asks for room for a constant made from others; false when constants would grow too much. */
  boolean reserve(long bytes) {
    if (bytes > MOST_BYTES_OF_A_CONSTANT || bytes > growthBytesLeft) {
      return false;
    }
    growthBytesLeft -= bytes;
    return true;
  }
}
