package lanewise.engine.op;

import lanewise.engine.graph.Node;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;

/**
 * One node at load: the question {@link Operator#load}.
 *
 * @param constants the constant inputs, null where an input is not constant
 */
public record WeightLoading(Node node, KernelTier tier, Weights weights, Tensor[] constants) {
  /** The constant input, or null. */
  public Tensor constant(int index) {
    return index < constants.length ? constants[index] : null;
  }
}
