package lanewise.engine.plan;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Weights;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;

/** One step of a plan over a session's memory. */
class StepBinding extends SlotSizing implements Binding {
  private final Tensor[] tensors;
  private final MemorySegment scratch;
  private final Weights weights;

  StepBinding(
      PlannedStep step,
      KernelTier tier,
      int workers,
      List<Slot> slots,
      Tensor[] tensors,
      MemorySegment scratch,
      Weights weights) {
    super(step.node(), tier, workers, step.inputs(), step.outputs(), slots);
    this.tensors = tensors;
    this.scratch = scratch;
    this.weights = weights;
  }

  @Override
  public Tensor input(int index) {
    return tensors[inputSlot(index)];
  }

  @Override
  public Tensor output(int index) {
    return tensors[outputSlot(index)];
  }

  @Override
  public MemorySegment scratch() {
    return scratch;
  }

  @Override
  public Weights weights() {
    return weights;
  }
}
