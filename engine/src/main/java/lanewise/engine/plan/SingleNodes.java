package lanewise.engine.plan;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Fact;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.op.Weights;
import lanewise.engine.op.catalog.Operators;
import lanewise.engine.op.text.StringMovement;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;

/** Runs nodes by themselves, when the values of all inputs are there. */
final class SingleNodes {
  private final String source;
  private final KernelTier tier;
  private final Workers workers;
  private final Weights weights;
  private final ValueMemory memory;

  SingleNodes(
      String source, KernelTier tier, Workers workers, Weights weights, ValueMemory memory) {
    this.source = source;
    this.tier = tier;
    this.workers = workers;
    this.weights = weights;
    this.memory = memory;
  }

  /**
   * The operator for a node of tensors that meets or makes other values, or null when it meets
   * none.
   */
  ValueOperator onValues(Node node, ModelValue[] inputs) {
    Operator operator = operator(node);
    ValueOperator special = operator.onValues(node);
    ModelValue other = null;
    for (ModelValue input : inputs) {
      other = input == null || input instanceof TensorValue ? other : input;
    }
    if (special != null && (other != null || operator.makesOtherValues(node))) {
      return special;
    }
    if (other == null) {
      return null;
    }
    if (StringMovement.applies(node)) {
      return new StringMovement(operator, this::runIds);
    }
    throw NodeInference.invalid(
        source,
        node,
        new InvalidNodeException("works on tensors of numbers, found " + other.describe()));
  }

  private Operator operator(Node node) {
    try {
      return Operators.all().of(node);
    } catch (InvalidNodeException e) {
      throw NodeInference.invalid(source, node, e);
    }
  }

  private Tensor[] runIds(Node node, Tensor[] inputs) {
    return run(node, inputs, new boolean[inputs.length], RunControl.NONE);
  }

  /**
   * A node's outputs, which the caller holds; null where the node has none.
   *
   * @param constant which inputs are constants of the graph, whose weights may be prepared
   */
  Tensor[] run(Node node, Tensor[] inputs, boolean[] constant, RunControl control) {
    Tensor[] outputs = new Tensor[node.outputs().size()];
    Tensor scratch = null;
    try {
      HostStep step;
      try {
        Operator operator = Operators.all().of(node);
        NodeBinding binding = new NodeBinding(node, inputs, outputs, constant);
        infer(node, operator, inputs, outputs);
        long scratchBytes = Math.max(1, operator.scratchBytes(binding));
        scratch = memory.allocate(ElementType.UINT8, Shape.of(scratchBytes));
        binding.scratch = scratch.segment();
        step = new HostStep(node, null, operator.bind(binding));
      } catch (RuntimeException e) {
        throw NodeInference.invalid(source, node, e);
      }
      control.beforeStep(step);
      step.run(source, workers);
      control.afterStep(step);
    } finally {
      if (scratch != null) {
        memory.release(scratch);
      }
    }
    return outputs;
  }

  private void infer(Node node, Operator operator, Tensor[] inputs, Tensor[] outputs) {
    Fact[] facts = new Fact[inputs.length];
    for (int i = 0; i < facts.length; i++) {
      facts[i] = inputs[i] == null ? null : Fact.of(inputs[i]);
    }
    Inference inference = new Inference(node, facts);
    operator.infer(inference);
    for (int i = 0; i < outputs.length; i++) {
      Fact fact = inference.outputFact(i);
      if (!node.output(i).isEmpty()) {
        if (!fact.isConcrete()) {
          throw new InvalidNodeException(
              "output " + i + " has no shape although all inputs are known");
        }
        outputs[i] = memory.allocate(fact.type(), fact.shape());
      }
    }
  }

  private final class NodeBinding implements Binding {
    private final Node node;
    private final Tensor[] inputs;
    private final Tensor[] outputs;
    private final boolean[] constant;
    private MemorySegment scratch;

    NodeBinding(Node node, Tensor[] inputs, Tensor[] outputs, boolean[] constant) {
      this.node = node;
      this.inputs = inputs;
      this.outputs = outputs;
      this.constant = constant;
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
    public ElementType inputType(int index) {
      return input(index).type();
    }

    @Override
    public Shape inputShape(int index) {
      return input(index).shape();
    }

    @Override
    public Tensor constant(int index) {
      return hasInput(index) && constant[index] ? inputs[index] : null;
    }

    @Override
    public ElementType outputType(int index) {
      return outputs[index].type();
    }

    @Override
    public Shape outputShape(int index) {
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
