package lanewise.engine.op;

import lanewise.engine.graph.Node;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** One node with all its types and shapes known: the question {@link Operator#scratchBytes}. */
public interface Sizing {
  Node node();

  KernelTier tier();

  /** How many workers will run the tasks: per-worker scratch is needed this many times. */
  int workers();

  boolean hasInput(int index);

  ElementType inputType(int index);

  Shape inputShape(int index);

  /** The input's value if it is constant, or null. */
  Tensor constant(int index);

  ElementType outputType(int index);

  Shape outputShape(int index);
}
