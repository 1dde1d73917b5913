package lanewise.engine.plan;

import lanewise.engine.graph.Node;
import lanewise.kernels.Tensor;

/** Runs single nodes. */
public interface NodeRunner {
  /**
   * A node's outputs, in memory of their own; null where the node has no such output.
   *
   * @param inputs in the node's order, null for absent ones
   */
  Tensor[] runNode(Node node, Tensor[] inputs);
}
