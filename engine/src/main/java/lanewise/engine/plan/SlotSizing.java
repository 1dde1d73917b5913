package lanewise.engine.plan;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** What an operator may ask about a node whose values have slots. */
class SlotSizing implements Sizing {
  private final Node node;
  private final KernelTier tier;
  private final int workers;
  private final int[] inputs;
  private final int[] outputs;
  private final List<Slot> slots;

  SlotSizing(
      Node node, KernelTier tier, int workers, int[] inputs, int[] outputs, List<Slot> slots) {
    this.node = node;
    this.tier = tier;
    this.workers = workers;
    this.inputs = inputs;
    this.outputs = outputs;
    this.slots = slots;
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
    return workers;
  }

  @Override
  public boolean hasInput(int index) {
    return index < inputs.length && inputs[index] >= 0;
  }

  int inputSlot(int index) {
    if (!hasInput(index)) {
      throw new InvalidNodeException("input " + index + " is missing");
    }
    return inputs[index];
  }

  int outputSlot(int index) {
    return outputs[index];
  }

  public boolean hasOutput(int index) {
    return index < outputs.length && outputs[index] >= 0;
  }

  @Override
  public ElementType inputType(int index) {
    return slots.get(inputSlot(index)).type();
  }

  @Override
  public Shape inputShape(int index) {
    return slots.get(inputSlot(index)).shape();
  }

  @Override
  public Tensor constant(int index) {
    return hasInput(index) ? slots.get(inputs[index]).constant() : null;
  }

  @Override
  public ElementType outputType(int index) {
    return slots.get(outputs[index]).type();
  }

  @Override
  public Shape outputShape(int index) {
    return slots.get(outputs[index]).shape();
  }
}
