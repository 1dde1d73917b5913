package lanewise.engine.op;

import java.util.List;
import lanewise.engine.graph.Node;
import lanewise.kernels.Task;

/**
 * What one node type means. Stateless and thread-safe.
 *
 * <p>All methods may throw {@link lanewise.engine.graph.InvalidNodeException} with a message that
 * tells what was found and what is allowed; the caller adds the node's name.
 */
public interface Operator {
  /**
   * Tells each output's type and dimensions from what is known of the inputs. Where something is
   * not known yet, an output's dimension is a symbol or its dims are null. When every input's shape
   * is known and outputs still are not, the shape depends on data: then the operator runs only once
   * its inputs' values are there, and is asked again with all inputs constant.
   */
  void infer(Inference inference);

  /** Prepares weights from constant inputs, once for all sessions. */
  default void load(WeightLoading loading) {}

  /** Scratch bytes that the tasks need, for shapes that are known. */
  default long scratchBytes(Sizing sizing) {
    return 0;
  }

  /**
   * The input whose memory output 0 shares, because the operator changes nothing but the shape; or
   * -1. Such an operator is never bound.
   */
  default int viewedInput() {
    return -1;
  }

  /** Whether output 0 may be written over this input, given equal type and element count. */
  default boolean mayOverwrite(int input) {
    return false;
  }

  /** Whether output 0 must be there; the others may always be left out. */
  default boolean needsFirstOutput() {
    return true;
  }

  /**
   * What the node does when an input is not a tensor of numbers, or it makes something else; null
   * when that can't be.
   */
  default ValueOperator onValues(Node node) {
    return null;
  }

  /** Whether the node makes something other than tensors of numbers from such. */
  default boolean makesOtherValues(Node node) {
    return false;
  }

  /** Whether outputs depend on nothing but inputs, so that they may be shared or computed once. */
  default boolean isPure(Node node) {
    return true;
  }

  /** Binds tensors to tasks, which run one after the other. */
  List<Task> bind(Binding binding);
}
