package lanewise.engine.plan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Weights;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;

/**
 * A plan over one session's workspace, every task bound. Not thread-safe; running allocates
 * nothing.
 */
public final class BoundPlan {
  private final String source;
  private final Plan plan;
  private final Tensor[] tensors;
  private final BoundStep[] steps;

  private BoundPlan(String source, Plan plan, Tensor[] tensors, BoundStep[] steps) {
    this.source = source;
    this.plan = plan;
    this.tensors = tensors;
    this.steps = steps;
  }

  /** Binds {@code plan} to {@code workspace}, which has at least the plan's bytes. */
  public static BoundPlan bind(
      String source,
      Plan plan,
      MemorySegment workspace,
      Weights weights,
      KernelTier tier,
      int workers) {
    Tensor[] tensors = new Tensor[plan.slots().size()];
    for (int i = 0; i < tensors.length; i++) {
      Slot slot = plan.slots().get(i);
      tensors[i] = slot.constant() != null ? slot.constant() : place(slot, workspace);
    }
    MemorySegment scratch = workspace.asSlice(plan.scratchOffset(), plan.scratchBytes());
    List<BoundStep> steps = new ArrayList<>();
    for (PlannedStep step : plan.steps()) {
      StepBinding binding =
          new StepBinding(step, tier, workers, plan.slots(), tensors, scratch, weights);
      steps.add(bindStep(source, step, step.operator(), binding));
    }
    return new BoundPlan(source, plan, tensors, steps.toArray(new BoundStep[0]));
  }

  private static Tensor place(Slot slot, MemorySegment workspace) {
    long byteSize = slot.type().byteSize(slot.shape().elementCount());
    return Tensor.of(slot.type(), slot.shape(), workspace.asSlice(slot.byteOffset(), byteSize));
  }

  private static BoundStep bindStep(
      String source, PlannedStep step, Operator operator, Binding binding) {
    try {
      return new BoundStep(step.node(), operator.bind(binding).toArray(new Task[0]));
    } catch (RuntimeException e) {
      throw NodeInference.invalid(source, step.node(), e);
    }
  }

  public Plan plan() {
    return plan;
  }

  /** Where the caller puts input {@code index} before a run. */
  public Tensor input(int index) {
    return tensors[plan.inputSlots()[index]];
  }

  /** Where output {@code index} is after a run, until the next run. */
  public Tensor output(int index) {
    return tensors[plan.outputSlots()[index]];
  }

  /** Runs all steps in order; {@code control} is asked between two steps. */
  public void run(Workers workers, RunControl control) {
    for (BoundStep step : steps) {
      control.beforeStep(step);
      step.run(source, workers);
      control.afterStep(step);
    }
  }

  private static final class StepBinding extends SlotSizing implements Binding {
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
}
