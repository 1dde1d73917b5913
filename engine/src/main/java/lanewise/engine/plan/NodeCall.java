package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.ValueCall;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** One run of an operator on whole values. */
final class NodeCall implements ValueCall {
  private final Node node;
  private final ModelValue[] inputs;
  private final int inputCount;
  private final GraphRun run;
  private final ValueMemory memory;
  private final ModelValue[] outputs;
  private final List<ModelValue> made = new ArrayList<>();

  NodeCall(Node node, ModelValue[] inputs, GraphRun run, ValueMemory memory) {
    this.node = node;
    this.inputs = inputs;
    this.inputCount = inputs.length - node.captures();
    this.run = run;
    this.memory = memory;
    this.outputs = new ModelValue[node.outputs().size()];
  }

  ModelValue output(int index) {
    if (outputs[index] == null) {
      throw new IllegalStateException(node.label() + " gave no output " + index);
    }
    return outputs[index];
  }

  /** The call lets go of what it made. */
  void end() {
    made.forEach(memory::release);
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public int inputCount() {
    return inputCount;
  }

  @Override
  public boolean hasInput(int index) {
    return index < inputCount && inputs[index] != null;
  }

  @Override
  public ModelValue input(int index) {
    if (!hasInput(index)) {
      throw new InvalidNodeException("input " + index + " is missing");
    }
    return inputs[index];
  }

  @Override
  public Tensor tensor(int index) {
    if (input(index) instanceof TensorValue numbers) {
      return numbers.tensor();
    }
    throw wrong(index, "a tensor of numbers");
  }

  @Override
  public StringTensor strings(int index) {
    if (input(index) instanceof StringTensor text) {
      return text;
    }
    throw wrong(index, "a tensor of strings");
  }

  @Override
  public SequenceValue sequence(int index) {
    if (input(index) instanceof SequenceValue sequence) {
      return sequence;
    }
    throw wrong(index, "a sequence");
  }

  private InvalidNodeException wrong(int index, String expected) {
    return new InvalidNodeException(
        "input " + index + " must be " + expected + ", found " + inputs[index].describe());
  }

  @Override
  public int outputCount() {
    return outputs.length;
  }

  @Override
  public boolean hasOutput(int index) {
    return !node.output(index).isEmpty();
  }

  @Override
  public Tensor newTensor(ElementType type, Shape shape) {
    Tensor tensor = memory.allocate(type, shape);
    made.add(new TensorValue(tensor));
    return tensor;
  }

  @Override
  public Tensor heldTensor(ElementType type, Shape shape) {
    return memory.allocate(type, shape);
  }

  @Override
  public StringTensor newStrings(Shape shape, List<String> elements) {
    StringTensor strings = memory.strings(shape, elements);
    made.add(strings);
    return strings;
  }

  @Override
  public void give(int index, ModelValue value) {
    if (hasOutput(index)) {
      outputs[index] = value;
      memory.retain(value);
      made.add(value);
    }
  }

  private Graph body(String attribute) {
    Graph body = node.attributes().graph(attribute);
    if (body == null) {
      throw new InvalidNodeException("attribute '" + attribute + "' is missing");
    }
    return body;
  }

  @Override
  public int bodyInputCount(String attribute) {
    return body(attribute).inputs().size() - node.captures();
  }

  @Override
  public List<ModelValue> runBody(String attribute, List<ModelValue> given) {
    Graph body = body(attribute);
    int expected = bodyInputCount(attribute);
    if (given.size() != expected) {
      throw new InvalidNodeException(
          "graph '"
              + attribute
              + "' takes "
              + expected
              + " inputs, this node gives it "
              + given.size());
    }
    List<ModelValue> all = new ArrayList<>(given.size() + node.captures());
    all.addAll(given);
    for (int i = inputCount; i < inputs.length; i++) {
      all.add(inputs[i]);
    }
    return run.run(body, all);
  }

  @Override
  public void retain(ModelValue value) {
    memory.retain(value);
  }

  @Override
  public void release(ModelValue value) {
    memory.release(value);
  }

  @Override
  public void countStep() {
    run.countStep();
  }
}
