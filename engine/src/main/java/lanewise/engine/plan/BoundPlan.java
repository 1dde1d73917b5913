package lanewise.engine.plan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.device.ConstantUse;
import lanewise.engine.op.Weights;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.device.DeviceUnsupportedException;

/**
 * A plan over one session's workspace, every task bound. Not thread-safe; running allocates
 * nothing.
 */
public final class BoundPlan implements AutoCloseable {
  /** So many steps a device may have before it, where a call may have to stop soon. */
  private static final int PROMPT_STEPS = 16;

  private final String source;
  private final Plan plan;
  private final Tensor[] tensors;
  private final BoundStep[] steps;
  private final WorkspaceMirror mirror;
  private final ConstantUse constants;

  private BoundPlan(
      String source,
      Plan plan,
      Tensor[] tensors,
      List<BoundStep> steps,
      WorkspaceMirror mirror,
      ConstantUse constants) {
    this.source = source;
    this.plan = plan;
    this.tensors = tensors;
    this.steps = steps.toArray(new BoundStep[0]);
    this.mirror = mirror;
    this.constants = constants;
  }

  /** Binds {@code plan} to {@code workspace}, which has at least the plan's bytes. */
  public static BoundPlan bind(
      String source,
      Plan plan,
      MemorySegment workspace,
      Weights weights,
      KernelTier tier,
      int workers) {
    Tensor[] tensors = tensors(plan, workspace);
    StepBinder binder = new StepBinder(source, plan, tensors, scratch(plan, workspace));
    List<BoundStep> steps = new ArrayList<>();
    for (PlannedStep step : plan.steps()) {
      steps.add(binder.onHost(step, tier, weights, workers, null));
    }
    return new BoundPlan(source, plan, tensors, steps, null, null);
  }

  /**
   * Binds {@code plan} to {@code workspace} and its mirror: each step to the device where it has
   * kernels for it, else to the CPU, with copies where a value crosses over.
   *
   * @param weights the CPU's
   * @param tier the CPU's
   */
  public static BoundPlan bind(
      String source,
      Plan plan,
      MemorySegment workspace,
      WorkspaceMirror mirror,
      Weights weights,
      KernelTier tier,
      int workers) {
    Tensor[] tensors = tensors(plan, workspace);
    StepBinder binder = new StepBinder(source, plan, tensors, scratch(plan, workspace));
    synchronized (mirror.model()) {
      ConstantUse constants = mirror.model().constantUse();
      boolean bound = false;
      try {
        Placement placement = new Placement(plan, mirror);
        for (PlannedStep step : plan.steps()) {
          String reason = placement.staysOnHost(step);
          if (reason == null) {
            try {
              placement.add(step, binder.onDevice(step, mirror.model(), constants));
              continue;
            } catch (DeviceUnsupportedException e) {
              reason = e.getMessage();
            }
          }
          placement.add(step, binder.onHost(step, tier, weights, workers, reason));
        }
        bound = true;
        return new BoundPlan(source, plan, tensors, placement.end(), mirror, constants);
      } finally {
        if (!bound) {
          constants.close();
        }
      }
    }
  }

  private static Tensor[] tensors(Plan plan, MemorySegment workspace) {
    Tensor[] tensors = new Tensor[plan.slots().size()];
    for (int i = 0; i < tensors.length; i++) {
      Slot slot = plan.slots().get(i);
      tensors[i] = slot.constant() != null ? slot.constant() : place(slot, workspace);
    }
    return tensors;
  }

  private static Tensor place(Slot slot, MemorySegment workspace) {
    return Tensor.of(
        slot.type(), slot.shape(), workspace.asSlice(slot.byteOffset(), slot.byteSize()));
  }

  private static MemorySegment scratch(Plan plan, MemorySegment workspace) {
    return workspace.asSlice(plan.scratchOffset(), plan.scratchBytes());
  }

  public Plan plan() {
    return plan;
  }

  /** Whether steps were placed on a device, as far as it has kernels. */
  public boolean isOnDevice() {
    return mirror != null;
  }

  /** All steps in running order, copies between them too. */
  public List<BoundStep> steps() {
    return List.of(steps);
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
    int waiting = 0;
    for (BoundStep step : steps) {
      control.beforeStep(step);
      step.run(source, workers);
      control.afterStep(step);
      if (step instanceof DeviceStep && ++waiting % PROMPT_STEPS == 0) {
        if (control.mayHaveToStop()) {
          mirror.finish(source);
        } else {
          mirror.device().flush();
        }
      }
    }
  }

  /** Releases what came with the plan alone; the workspace is not its own. */
  @Override
  public void close() {
    if (constants != null) {
      constants.close();
    }
  }
}
