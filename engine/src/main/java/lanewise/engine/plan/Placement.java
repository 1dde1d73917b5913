package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.plan.CopyStep.Direction;

/**
 * The steps of a plan with the copies between them. A value is copied before the first step that
 * reads it on the other side, and once: then it is there on both.
 *
 * <p>A value has the same place in the workspace and in its mirror, and no other value lives there
 * before its last reader has run, on either side.
 */
final class Placement {
  /** Integers that compute shapes have at most so many elements. */
  private static final long MOST_SHAPE_ELEMENTS = 64;

  private final Plan plan;
  private final WorkspaceMirror mirror;
  private final List<BoundStep> steps = new ArrayList<>();
  private final boolean[] onHost;
  private final boolean[] onDevice;

  Placement(Plan plan, WorkspaceMirror mirror) {
    this.plan = plan;
    this.mirror = mirror;
    this.onHost = new boolean[plan.slots().size()];
    this.onDevice = new boolean[plan.slots().size()];
    for (int input : plan.inputSlots()) {
      onHost[plan.values()[input]] = true;
    }
  }

  /** Why a step is better left to the CPU whatever the device can do, or null. */
  String staysOnHost(PlannedStep step) {
    for (int slot : step.outputs()) {
      if (slot >= 0 && !isSmallInteger(plan.slots().get(slot))) {
        return null;
      }
    }
    for (int slot : step.inputs()) {
      if (slot >= 0 && !isConstant(slot) && !onHost[plan.values()[slot]]) {
        return null;
      }
    }
    return "a few integers that are on the CPU already";
  }

  private static boolean isSmallInteger(Slot slot) {
    boolean integer =
        switch (slot.type()) {
          case INT64, INT32, BOOL -> true;
          default -> false;
        };
    return integer
        && slot.shape().rank() <= 1
        && slot.shape().elementCount() <= MOST_SHAPE_ELEMENTS;
  }

  private boolean isConstant(int slot) {
    return plan.slots().get(slot).constant() != null;
  }

  /** Adds a step, and before it the copies that it needs. */
  void add(PlannedStep step, BoundStep bound) {
    boolean device = bound instanceof DeviceStep;
    copy(step.inputs(), device ? Direction.UPLOAD : Direction.DOWNLOAD);
    steps.add(bound);
    for (int slot : step.outputs()) {
      if (slot >= 0) {
        onDevice[plan.values()[slot]] = device;
        onHost[plan.values()[slot]] = !device;
      }
    }
  }

  private void copy(int[] slots, Direction direction) {
    boolean[] there = direction == Direction.UPLOAD ? onDevice : onHost;
    List<CopyStep.Range> ranges = new ArrayList<>();
    for (int read : slots) {
      int slot = read < 0 ? -1 : plan.values()[read];
      if (slot >= 0 && !isConstant(slot) && !there[slot]) {
        there[slot] = true;
        Slot value = plan.slots().get(slot);
        if (value.byteSize() > 0) {
          ranges.add(new CopyStep.Range(value.name(), value.byteOffset(), value.byteSize()));
        }
      }
    }
    if (!ranges.isEmpty()) {
      steps.add(new CopyStep(direction, mirror, ranges));
    }
  }

  /** All steps, the outputs on the CPU at the end. */
  List<BoundStep> end() {
    copy(plan.outputSlots(), Direction.DOWNLOAD);
    return steps;
  }
}
