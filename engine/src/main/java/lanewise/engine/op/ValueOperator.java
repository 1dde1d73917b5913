package lanewise.engine.op;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.kernels.Task;

/**
 * An operator on whole values: strings, sequences, optionals, maps, or one that runs graphs of its
 * own. It is never part of a plan; it runs when its inputs are there, on the calling thread.
 */
public interface ValueOperator extends Operator {
  /** Computes all outputs that the node has. */
  void run(ValueCall call);

  /** Nothing is known of outputs before the run, unless the operator says so. */
  @Override
  default void infer(Inference inference) {}

  @Override
  default List<Task> bind(Binding binding) {
    throw new InvalidNodeException("runs on whole values, not in a plan");
  }
}
