package lanewise.engine.plan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Fact;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Weights;
import lanewise.engine.op.catalog.Operators;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.MemoryBudget;
import lanewise.natives.memory.NativeMemory;

/**
 * Runs a graph node by node, each output in memory of its own that is given back after its last
 * use. Slower than a plan, and right for every graph: all shapes are known when a node is reached.
 */
public final class StepwiseRun implements NodeRunner {
  private final String source;
  private final KernelTier tier;
  private final Workers workers;
  private final Weights weights;
  private final MemoryBudget budget;

  /**
   * @param weights prepared weights; constants that are not there yet are prepared on first use
   */
  public StepwiseRun(
      String source, KernelTier tier, Workers workers, Weights weights, MemoryBudget budget) {
    this.source = source;
    this.tier = tier;
    this.workers = workers;
    this.weights = weights;
    this.budget = budget;
  }

  private record Held(Tensor tensor, Arena arena, long byteSize) {}

  /** The graph's outputs for these inputs, in memory of their own. */
  public List<Tensor> run(Graph graph, List<Tensor> inputs, RunControl control) {
    Map<String, Tensor> known = new HashMap<>(graph.constants());
    Map<String, Integer> uses = new HashMap<>(graph.useCounts());
    Map<String, Held> held = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      known.put(graph.inputs().get(i).name(), inputs.get(i));
    }
    try {
      for (Node node : graph.nodes()) {
        runNode(node, known, held, control);
        for (String input : node.inputs()) {
          if (uses.merge(input, -1, Integer::sum) == 0) {
            release(held.remove(input));
          }
        }
      }
      List<Tensor> outputs = new ArrayList<>();
      for (Value output : graph.outputs()) {
        Tensor result = known.get(output.name());
        if (result == null) {
          throw new ModelFormatException(
              source,
              ModelFormatException.NO_OFFSET,
              "output '" + output.name() + "'",
              "no node makes it");
        }
        Tensor copy = Tensor.allocate(result.type(), result.shape());
        MemorySegment.copy(result.segment(), 0, copy.segment(), 0, copy.segment().byteSize());
        outputs.add(copy);
      }
      return outputs;
    } finally {
      held.values().forEach(this::release);
    }
  }

  private void release(Held value) {
    if (value != null) {
      value.arena.close();
      budget.release(value.byteSize);
    }
  }

  private void runNode(
      Node node, Map<String, Tensor> known, Map<String, Held> held, RunControl control) {
    Tensor[] inputs = new Tensor[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      if (node.hasInput(i)) {
        inputs[i] = known.get(node.input(i));
        if (inputs[i] == null) {
          throw new ModelFormatException(
              source,
              ModelFormatException.NO_OFFSET,
              node.label(),
              "no node makes '" + node.input(i) + "'");
        }
      }
    }
    Tensor[] outputs = new Tensor[node.outputs().size()];
    runNode(
        node,
        inputs,
        outputs,
        control,
        (index, byteSize) -> {
          budget.reserve(byteSize, "value '" + node.output(index) + "'");
          Arena arena = Arena.ofShared();
          Held value = new Held(null, arena, byteSize);
          held.put(node.output(index).isEmpty() ? node.label() + index : node.output(index), value);
          return NativeMemory.allocate(arena, byteSize);
        });
    for (int i = 0; i < outputs.length; i++) {
      if (!node.output(i).isEmpty()) {
        known.put(node.output(i), outputs[i]);
      }
    }
  }

  /** Where an output's memory comes from. */
  @FunctionalInterface
  private interface Allocator {
    MemorySegment allocate(int output, long byteSize);
  }

  /** Runs one node whose inputs are all there; the outputs are freed with their last reference. */
  @Override
  public Tensor[] runNode(Node node, Tensor[] inputs) {
    Tensor[] outputs = new Tensor[node.outputs().size()];
    runNode(
        node,
        inputs,
        outputs,
        RunControl.NONE,
        (index, byteSize) -> {
          budget.reserve(byteSize, "value '" + node.output(index) + "'");
          budget.release(byteSize);
          return NativeMemory.allocateCollected(byteSize);
        });
    return outputs;
  }

  private void runNode(
      Node node, Tensor[] inputs, Tensor[] outputs, RunControl control, Allocator allocator) {
    try (BudgetedArena arena = BudgetedArena.ofShared(budget, "scratch of " + node.label())) {
      BoundStep step;
      try {
        step = bind(node, inputs, outputs, arena, allocator);
      } catch (RuntimeException e) {
        throw NodeInference.invalid(source, node, e);
      }
      control.beforeStep(step);
      step.run(source, workers);
      control.afterStep(step);
    }
  }

  private BoundStep bind(
      Node node, Tensor[] inputs, Tensor[] outputs, Arena arena, Allocator allocator) {
    Fact[] facts = new Fact[inputs.length];
    for (int i = 0; i < facts.length; i++) {
      facts[i] = inputs[i] == null ? null : Fact.of(inputs[i]);
    }
    Operator operator = Operators.all().of(node);
    Inference inference = new Inference(node, facts);
    operator.infer(inference);
    for (int i = 0; i < outputs.length; i++) {
      Fact fact = inference.outputFact(i);
      if (!node.output(i).isEmpty()) {
        if (!fact.isConcrete()) {
          throw new InvalidNodeException(
              "output " + i + " has no shape although all inputs are known");
        }
        long byteSize = fact.type().byteSize(fact.shape().elementCount());
        outputs[i] = Tensor.of(fact.type(), fact.shape(), allocator.allocate(i, byteSize));
      }
    }
    NodeBinding binding = new NodeBinding(node, inputs, outputs);
    binding.scratch = NativeMemory.allocate(arena, operator.scratchBytes(binding));
    return new HostStep(node, null, operator.bind(binding));
  }

  private final class NodeBinding implements Binding {
    private final Node node;
    private final Tensor[] inputs;
    private final Tensor[] outputs;
    private MemorySegment scratch;

    NodeBinding(Node node, Tensor[] inputs, Tensor[] outputs) {
      this.node = node;
      this.inputs = inputs;
      this.outputs = outputs;
    }

    @Override
    public Node node() {
      return node;
    }

    @Override
    public KernelTier tier() {
      return tier;
    }

    @Override
    public int workers() {
      return workers.count();
    }

    @Override
    public boolean hasInput(int index) {
      return index < inputs.length && inputs[index] != null;
    }

    @Override
    public Tensor input(int index) {
      if (!hasInput(index)) {
        throw new InvalidNodeException("input " + index + " is missing");
      }
      return inputs[index];
    }

    @Override
    public lanewise.kernels.ElementType inputType(int index) {
      return input(index).type();
    }

    @Override
    public lanewise.kernels.Shape inputShape(int index) {
      return input(index).shape();
    }

    @Override
    public Tensor constant(int index) {
      return null;
    }

    @Override
    public lanewise.kernels.ElementType outputType(int index) {
      return outputs[index].type();
    }

    @Override
    public lanewise.kernels.Shape outputShape(int index) {
      return outputs[index].shape();
    }

    @Override
    public boolean hasOutput(int index) {
      return index < outputs.length && outputs[index] != null;
    }

    @Override
    public Tensor output(int index) {
      return outputs[index];
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
