package lanewise.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.device.ModelDevice;
import lanewise.engine.graph.Graph;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.GraphRun;
import lanewise.engine.plan.Plan;
import lanewise.engine.value.MapValue;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.OptionalValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.formats.ModelFormatException;
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
  private GraphRun segments;

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
        return end(options, runOn(plansOf(device), inputs, options));
      } catch (DeviceException e) {
        closeDevicePlans();
        model.place().failed(device, e);
      }
    }
    if (hostPlans == null) {
      hostPlans = new BoundPlans(model, null, workers.count());
    }
    return end(options, runOn(hostPlans, inputs, options));
  }

  private static <T> Map<String, T> end(RunOptions options, Map<String, T> results) {
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

  private Map<String, Tensor> runOn(BoundPlans plans, Tensor[] inputs, RunOptions options) {
    Graph graph = model.graph();
    Map<String, Tensor> results = LinkedHashMap.newLinkedHashMap(graph.outputs().size());
    Plan plan = model.plans(plans.device()).find(inputs, control).plan();
    if (plan == null) {
      runInSegments(values(inputs), options)
          .forEach((name, value) -> results.put(name, tensor(name, value)));
      return results;
    }
    BoundPlan bound = plans.of(plan);
    for (int i = 0; i < inputs.length; i++) {
      copy(inputs[i], bound.input(i));
    }
    control.begin(model.source(), plans.device());
    bound.run(workers, control);
    control.end(bound);
    for (int i = 0; i < graph.outputs().size(); i++) {
      results.put(graph.outputs().get(i).name(), copied(bound.output(i), null));
    }
    return results;
  }

  /** Runs the model on values of any kind, in the graph's order and checked. */
  Map<String, ModelValue> runValues(ModelValue[] inputs, RunOptions options, long startNanos) {
    Tensor[] tensors = tensors(inputs);
    Map<String, ModelValue> results = new LinkedHashMap<>();
    if (tensors != null && model.givesTensors()) {
      run(tensors, options, startNanos)
          .forEach((name, tensor) -> results.put(name, ModelValue.of(tensor)));
      return results;
    }
    control.reset(options, startNanos);
    model.checkFiles();
    return end(options, runInSegments(inputs, options));
  }

  private static ModelValue[] values(Tensor[] tensors) {
    ModelValue[] values = new ModelValue[tensors.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ModelValue.of(tensors[i]);
    }
    return values;
  }

  /** The tensors, or null when not all values are some. */
  private static Tensor[] tensors(ModelValue[] values) {
    Tensor[] tensors = new Tensor[values.length];
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] instanceof TensorValue numbers)) {
        return null;
      }
      tensors[i] = numbers.tensor();
    }
    return tensors;
  }

  private Tensor tensor(String name, ModelValue value) {
    if (value instanceof TensorValue numbers) {
      return numbers.tensor();
    }
    throw new ModelFormatException(
        model.source(),
        ModelFormatException.NO_OFFSET,
        "output '" + name + "'",
        "is declared as a tensor of numbers, found " + value.describe());
  }

  private Map<String, ModelValue> runInSegments(ModelValue[] inputs, RunOptions options) {
    if (segments == null) {
      segments =
          new GraphRun(
              model.source(), model.tier(), workers, model.weights(), model.budget(), true);
    }
    Graph graph = model.graph();
    try (BudgetedArena inputArena = BudgetedArena.ofShared(model.budget(), "inputs")) {
      List<ModelValue> own = new ArrayList<>(inputs.length);
      for (ModelValue input : inputs) {
        // The caller's own memory may be one that only its thread may read.
        own.add(copied(input, inputArena));
      }
      List<ModelValue> outputs = segments.run(graph, own, control, options.maxLoopSteps());
      Map<String, ModelValue> results = LinkedHashMap.newLinkedHashMap(outputs.size());
      for (int i = 0; i < outputs.size(); i++) {
        results.put(graph.outputs().get(i).name(), copied(outputs.get(i), null));
      }
      return results;
    } finally {
      segments.endRun();
    }
  }

  /** A copy in memory of {@code memory}, or in memory of its own where that is null. */
  private static ModelValue copied(ModelValue value, Arena memory) {
    return switch (value) {
      case TensorValue numbers -> ModelValue.of(copied(numbers.tensor(), memory));
      case StringTensor strings -> strings;
      case SequenceValue sequence ->
          new SequenceValue(
              sequence.values().stream().map(element -> copied(element, memory)).toList());
      case OptionalValue optional ->
          new OptionalValue(optional.value().map(element -> copied(element, memory)));
      case MapValue map ->
          new MapValue(
              map.keys(), map.values().stream().map(element -> copied(element, memory)).toList());
    };
  }

  private static Tensor copied(Tensor tensor, Arena memory) {
    Tensor copy =
        memory == null
            ? Tensor.allocate(tensor.type(), tensor.shape())
            : Tensor.allocate(tensor.type(), tensor.shape(), memory);
    copy(tensor, copy);
    return copy;
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
      if (segments != null) {
        segments.close();
      }
      workers.close();
    }
  }
}
