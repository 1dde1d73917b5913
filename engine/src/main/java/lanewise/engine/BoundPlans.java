package lanewise.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.device.ModelDevice;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.WorkspaceMirror;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.NativeMemory;

/** One session's workspace and the plans bound to it, with or without a device. Not thread-safe. */
final class BoundPlans implements AutoCloseable {
  /** Bound plans kept, the latest used first. */
  private static final int MOST_PLANS = 16;

  private final LoadedModel model;
  private final ModelDevice device;
  private final int workers;
  private final List<BoundPlan> bound = new ArrayList<>();
  private Arena arena;
  private MemorySegment workspace = MemorySegment.NULL;
  private WorkspaceMirror mirror;

  /**
   * @param device or null
   */
  BoundPlans(LoadedModel model, ModelDevice device, int workers) {
    this.model = model;
    this.device = device;
    this.workers = workers;
  }

  /** The device that steps are placed on, or null. */
  ModelDevice device() {
    return device;
  }

  /** This plan over the workspace. */
  BoundPlan of(Plan plan) {
    for (int i = 0; i < bound.size(); i++) {
      BoundPlan candidate = bound.get(i);
      if (candidate.plan() == plan) {
        if (i > 0) {
          bound.remove(i);
          bound.addFirst(candidate);
        }
        return candidate;
      }
    }
    growWorkspace(plan.workspaceBytes());
    BoundPlan made = bind(plan);
    bound.addFirst(made);
    if (bound.size() > MOST_PLANS) {
      bound.removeLast().close();
    }
    return made;
  }

  private BoundPlan bind(Plan plan) {
    return device == null
        ? BoundPlan.bind(model.source(), plan, workspace, model.weights(), model.tier(), workers)
        : BoundPlan.bind(
            model.source(), plan, workspace, mirror, model.weights(), model.tier(), workers);
  }

  private void growWorkspace(long byteSize) {
    boolean there = device == null || mirror != null;
    if (there && byteSize <= workspace.byteSize()) {
      return;
    }
    close();
    Arena grown = BudgetedArena.ofShared(model.budget(), "workspace");
    try {
      workspace = NativeMemory.allocate(grown, byteSize);
      if (device != null) {
        mirror =
            new WorkspaceMirror(
                device, device.device().mirror(workspace, "the workspace of " + model.source()));
      }
      arena = grown;
    } finally {
      if (arena == null) {
        workspace = MemorySegment.NULL;
        grown.close();
      }
    }
  }

  /** Frees the workspace on both sides. */
  @Override
  public void close() {
    bound.forEach(BoundPlan::close);
    bound.clear();
    if (mirror != null) {
      WorkspaceMirror old = mirror;
      mirror = null;
      device.release(old.memory());
    }
    if (arena != null) {
      arena.close();
      arena = null;
      workspace = MemorySegment.NULL;
    }
  }
}
