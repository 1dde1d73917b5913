package lanewise.engine.plan;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.device.ConstantUse;
import lanewise.engine.device.ModelDevice;
import lanewise.engine.op.Weights;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.DeviceUnsupportedException;

/** Binds the steps of one plan to a session's memory, on either side. */
final class StepBinder {
  private final String source;
  private final Plan plan;
  private final Tensor[] tensors;
  private final MemorySegment scratch;

  StepBinder(String source, Plan plan, Tensor[] tensors, MemorySegment scratch) {
    this.source = source;
    this.plan = plan;
    this.tensors = tensors;
    this.scratch = scratch;
  }

  /**
   * @param reason why no device runs the step, or null where none was asked
   */
  HostStep onHost(PlannedStep step, KernelTier tier, Weights weights, int workers, String reason) {
    StepBinding binding =
        new StepBinding(step, tier, workers, plan.slots(), tensors, scratch, weights);
    return new HostStep(step.node(), reason, bind(step, binding));
  }

  /**
   * @throws DeviceUnsupportedException if a part of the step has no kernel there
   */
  DeviceStep onDevice(PlannedStep step, ModelDevice model, ConstantUse constants) {
    boolean kept = false;
    try {
      DeviceStep bound =
          DeviceStep.of(step.node(), bind(step, new DeviceBinding(step, model, constants)));
      if (bound == null) {
        throw new DeviceUnsupportedException("no kernel of any tier, plain Java computes it");
      }
      constants.keep();
      kept = true;
      return bound;
    } finally {
      if (!kept) {
        constants.drop();
      }
    }
  }

  private List<Task> bind(PlannedStep step, StepBinding binding) {
    try {
      return step.operator().bind(binding);
    } catch (DeviceUnsupportedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw NodeInference.invalid(source, step.node(), e);
    }
  }

  /** What an operator asks for must be there for the device too. */
  private final class DeviceBinding extends StepBinding {
    private final ConstantUse constants;

    DeviceBinding(PlannedStep step, ModelDevice model, ConstantUse constants) {
      super(
          step,
          model.tier(),
          Planner.DEVICE_WORKERS,
          plan.slots(),
          tensors,
          scratch,
          model.weights());
      this.constants = constants;
    }

    @Override
    public Tensor input(int index) {
      Slot slot = plan.slots().get(inputSlot(index));
      if (slot.constant() != null) {
        constants.add(slot.constant());
      }
      return super.input(index);
    }
  }
}
