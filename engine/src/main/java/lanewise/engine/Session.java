package lanewise.engine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.device.ModelDevice;
import lanewise.engine.graph.Graph;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.StepwiseRun;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.device.DeviceException;
import lanewise.natives.memory.BudgetedArena;

/** The memory and the threads of one call at a time. Not thread-safe: the pool hands it out. */
final class Session implements AutoCloseable {
  private final LoadedModel model;
  private final Workers workers;
  private final StepControl control = new StepControl();
  private BoundPlans hostPlans;
  private BoundPlans devicePlans;

  Session(LoadedModel model) {
    this.model = model;
    this.workers = Workers.of(model.options().threads());
  }

  /** Runs the model; {@code inputs} are in the graph's order and checked. */
  Map<String, Tensor> run(Tensor[] inputs, RunOptions options, long startNanos) {
    control.reset(options, startNanos);
    model.checkFiles();
    ModelDevice device = model.device();
    if (device != null) {
      try {
        return end(options, runOn(plansOf(device), inputs));
      } catch (DeviceException e) {
        closeDevicePlans();
        model.place().failed(device, e);
      }
    }
    if (hostPlans == null) {
      hostPlans = new BoundPlans(model, null, workers.count());
    }
    return end(options, runOn(hostPlans, inputs));
  }

  private static Map<String, Tensor> end(RunOptions options, Map<String, Tensor> results) {
    if (options.profile() != null) {
      options.profile().endRun();
    }
    return results;
  }

  /** The plans on this device; those on one that was lost are gone. */
  private BoundPlans plansOf(ModelDevice device) {
    if (devicePlans != null && devicePlans.device() != device) {
      closeDevicePlans();
    }
    if (devicePlans == null) {
      devicePlans = new BoundPlans(model, device, workers.count());
    }
    return devicePlans;
  }

  private void closeDevicePlans() {
    if (devicePlans != null) {
      BoundPlans old = devicePlans;
      devicePlans = null;
      old.close();
    }
  }

  private Map<String, Tensor> runOn(BoundPlans plans, Tensor[] inputs) {
    Graph graph = model.graph();
    Map<String, Tensor> results = LinkedHashMap.newLinkedHashMap(graph.outputs().size());
    Plan plan = model.plans(plans.device()).find(inputs).plan();
    if (plan == null) {
      List<Tensor> outputs = runStepwise(graph, inputs);
      for (int i = 0; i < outputs.size(); i++) {
        results.put(graph.outputs().get(i).name(), outputs.get(i));
      }
      return results;
    }
    BoundPlan bound = plans.of(plan);
    for (int i = 0; i < inputs.length; i++) {
      copy(inputs[i], bound.input(i));
    }
    control.begin(plans.device());
    bound.run(workers, control);
    control.end(bound);
    for (int i = 0; i < graph.outputs().size(); i++) {
      Tensor output = bound.output(i);
      Tensor result = Tensor.allocate(output.type(), output.shape());
      copy(output, result);
      results.put(graph.outputs().get(i).name(), result);
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

  @Override
  public void close() {
    try {
      closeDevicePlans();
    } finally {
      if (hostPlans != null) {
        hostPlans.close();
      }
      workers.close();
    }
  }
}
