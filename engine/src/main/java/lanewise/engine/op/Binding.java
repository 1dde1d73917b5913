package lanewise.engine.op;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Tensor;

/** One node with its tensors in place: the question {@link Operator#bind}. */
public interface Binding extends Sizing {
  /** The input's memory; what it holds is known only while the tasks run, unless it is constant. */
  Tensor input(int index);

  /** Whether the node has this output, so that it must be computed. */
  boolean hasOutput(int index);

  /** The memory of an output that the node has. */
  Tensor output(int index);

  /** Scratch memory of the size asked for, 64-byte aligned, shared with other steps. */
  MemorySegment scratch();

  /** Weights that {@link Operator#load} has prepared. */
  Weights weights();
}
