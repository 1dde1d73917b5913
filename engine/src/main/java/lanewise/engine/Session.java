package lanewise.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Graph;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.StepwiseRun;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.NativeMemory;

/** The memory and the threads of one call at a time. Not thread-safe: the pool hands it out. */
final class Session implements AutoCloseable {
  /** Bound plans kept, the latest used first. */
  private static final int MOST_PLANS = 16;

  private final LoadedModel model;
  private final Workers workers;
  private final StepControl control = new StepControl();
  private final List<BoundPlan> bound = new ArrayList<>();
  private Arena arena;
  private MemorySegment workspace = MemorySegment.NULL;

  Session(LoadedModel model) {
    this.model = model;
    this.workers = Workers.of(model.options().threads());
  }

  /** Runs the model; {@code inputs} are in the graph's order and checked. */
  Map<String, Tensor> run(Tensor[] inputs, RunOptions options, long startNanos) {
    control.reset(options, startNanos);
    model.checkFiles();
    Graph graph = model.graph();
    PlanCache.Entry entry = model.plans().find(inputs);
    Map<String, Tensor> results = LinkedHashMap.newLinkedHashMap(graph.outputs().size());
    if (entry.plan() == null) {
      List<Tensor> outputs = runStepwise(graph, inputs);
      for (int i = 0; i < outputs.size(); i++) {
        results.put(graph.outputs().get(i).name(), outputs.get(i));
      }
    } else {
      BoundPlan plan = boundPlan(entry.plan());
      for (int i = 0; i < inputs.length; i++) {
        copy(inputs[i], plan.input(i));
      }
      plan.run(workers, control);
      for (int i = 0; i < graph.outputs().size(); i++) {
        Tensor output = plan.output(i);
        Tensor result = Tensor.allocate(output.type(), output.shape());
        copy(output, result);
        results.put(graph.outputs().get(i).name(), result);
      }
    }
    if (options.profile() != null) {
      options.profile().endRun();
    }
    return results;
  }

  private List<Tensor> runStepwise(Graph graph, Tensor[] inputs) {
    StepwiseRun run =
        new StepwiseRun(model.source(), model.tier(), workers, model.weights(), model.budget());
    try (BudgetedArena arena = BudgetedArena.ofShared(model.budget(), "inputs")) {
      List<Tensor> copies = new ArrayList<>(inputs.length);
      for (Tensor input : inputs) {
        // The caller's own memory may be one that only its thread may read.
        Tensor own = Tensor.allocate(input.type(), input.shape(), arena);
        copy(input, own);
        copies.add(own);
      }
      return run.run(graph, copies, control);
    }
  }

  private static void copy(Tensor from, Tensor to) {
    MemorySegment.copy(from.segment(), 0, to.segment(), 0, to.segment().byteSize());
  }

  private BoundPlan boundPlan(Plan plan) {
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
    BoundPlan made =
        BoundPlan.bind(
            model.source(), plan, workspace, model.weights(), model.tier(), workers.count());
    bound.addFirst(made);
    if (bound.size() > MOST_PLANS) {
      bound.removeLast();
    }
    return made;
  }

  private void growWorkspace(long byteSize) {
    if (byteSize <= workspace.byteSize()) {
      return;
    }
    bound.clear();
    closeWorkspace();
    Arena grown = BudgetedArena.ofShared(model.budget(), "workspace");
    try {
      workspace = NativeMemory.allocate(grown, byteSize);
      arena = grown;
    } finally {
      if (arena == null) {
        grown.close();
      }
    }
  }

  private void closeWorkspace() {
    if (arena != null) {
      arena.close();
      arena = null;
      workspace = MemorySegment.NULL;
    }
  }

  @Override
  public void close() {
    bound.clear();
    closeWorkspace();
    workers.close();
  }
}
