package lanewise.engine.plan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Weights;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.natives.memory.MemoryBudget;

/**
 * Runs a graph of tensors node by node: slower than a plan, and the reference for plans. Constants
 * are folded with it too.
 */
public final class StepwiseRun implements NodeRunner {
  private static final long MOST_STEPS = 1_000_000;

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

  /** The graph's outputs for these inputs, in memory of their own. */
  public List<Tensor> run(Graph graph, List<Tensor> inputs, RunControl control) {
    try (GraphRun run = new GraphRun(source, tier, workers, weights, budget, false)) {
      List<ModelValue> given = new ArrayList<>(inputs.size());
      inputs.forEach(input -> given.add(new TensorValue(input)));
      List<Tensor> outputs = new ArrayList<>();
      List<ModelValue> found = run.run(graph, given, control, MOST_STEPS);
      for (int i = 0; i < found.size(); i++) {
        if (!(found.get(i) instanceof TensorValue numbers)) {
          throw new ModelFormatException(
              source,
              ModelFormatException.NO_OFFSET,
              "output '" + graph.outputs().get(i).name() + "'",
              "must be a tensor of numbers, found " + found.get(i).describe());
        }
        outputs.add(copied(numbers.tensor()));
      }
      return outputs;
    }
  }

  private static Tensor copied(Tensor tensor) {
    Tensor copy = Tensor.allocate(tensor.type(), tensor.shape());
    MemorySegment.copy(tensor.segment(), 0, copy.segment(), 0, copy.segment().byteSize());
    return copy;
  }

  /** Runs one node whose inputs are all there; the outputs are freed with their last reference. */
  @Override
  public Tensor[] runNode(Node node, Tensor[] inputs) {
    try (ValueMemory memory = new ValueMemory(budget)) {
      SingleNodes single = new SingleNodes(source, tier, workers, weights, memory);
      boolean[] constant = new boolean[inputs.length];
      Tensor[] outputs = single.run(node, inputs, constant, RunControl.NONE);
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = outputs[i] == null ? null : copied(outputs[i]);
      }
      return outputs;
    }
  }
}
