package lanewise.engine.op.control;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code Scan} version 8, where axis 0 of everything is the batch and axis 1 of sequences the
 * steps; input 0 may tell each item's own length.
 */
final class BatchScanOperator implements ValueOperator {
  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    int sequenceCount = ScanOperator.sequenceCount(call);
    int stateCount = call.inputCount() - 1 - sequenceCount;
    if (stateCount < 0) {
      throw new InvalidNodeException("input 0 must be the sequences' lengths, or left out by name");
    }
    long[] directions = ScanOperator.list(attributes, "directions", sequenceCount);
    Tensor first = call.tensor(1 + stateCount);
    if (first.shape().rank() < 2) {
      throw new InvalidNodeException("sequences must be [batch, steps, …], found " + first);
    }
    long batch = first.shape().dim(0);
    long steps = first.shape().dim(1);
    Graph body = attributes.graph(ScanSteps.BODY);
    List<StackedOutput> outputs = new ArrayList<>();
    for (int i = 0; body != null && i < body.outputs().size(); i++) {
      outputs.add(new StackedOutput(call, "output " + i));
    }
    for (long item = 0; item < batch; item++) {
      ScanSteps scan = new ScanSteps(call, stateCount, sequenceCount);
      List<ModelValue> parts = new ArrayList<>();
      for (int i = 0; i < stateCount + sequenceCount; i++) {
        Tensor part = item(call, call.tensor(1 + i), batch, item);
        parts.add(ModelValue.of(part));
        if (i < stateCount) {
          scan.addState(ModelValue.of(part));
        } else {
          scan.addSequence(part, 0, directions[i - stateCount] == 1);
        }
      }
      scan.run(length(call, batch, item, steps));
      parts.forEach(call::release);
      for (int i = 0; i < outputs.size(); i++) {
        if (i < stateCount) {
          outputs.get(i).add(scan.states.get(i));
          call.release(scan.states.get(i));
        } else {
          Tensor stacked = scan.stacks.get(i - stateCount).finish(body.outputs().get(i), 0, false);
          outputs.get(i).add(padded(call, stacked, steps));
        }
      }
    }
    for (int i = 0; i < outputs.size() && i < call.outputCount(); i++) {
      call.give(i, outputs.get(i).finish(body.outputs().get(i), 0, false));
    }
  }

  private static Tensor item(ValueCall call, Tensor whole, long batch, long item) {
    if (whole.shape().rank() < 1 || whole.shape().dim(0) != batch) {
      throw new InvalidNodeException("every input needs a batch of " + batch + ", found " + whole);
    }
    Tensor part = call.heldTensor(whole.type(), AxisCopy.without(whole.shape(), 0));
    AxisView view = AxisView.of(whole.shape(), 0);
    AxisCopy.copy(whole, view, item, part, new AxisView(1, 1, view.inner()), 0, 1);
    return part;
  }

  private static long length(ValueCall call, long batch, long item, long steps) {
    if (!call.hasInput(0)) {
      return steps;
    }
    Tensor lengths = call.tensor(0);
    if (lengths.type() != ElementType.INT64 || lengths.elementCount() != batch) {
      throw new InvalidNodeException(
          "the lengths must be " + batch + " i64 numbers, found " + lengths);
    }
    long length = Elements.integer(lengths.type(), lengths.segment(), item);
    if (length < 0 || length > steps) {
      throw new InvalidNodeException(
          "length " + length + " of sequence " + item + " is outside 0 to " + steps);
    }
    return length;
  }

  /** With zeros after the last step, so that all items of a batch are as long. */
  private static ModelValue padded(ValueCall call, Tensor stacked, long steps) {
    if (stacked.shape().dim(0) == steps) {
      return ModelValue.of(stacked);
    }
    Tensor padded = call.newTensor(stacked.type(), AxisCopy.with(stacked.shape(), 0, steps));
    padded.segment().fill((byte) 0);
    padded.segment().asSlice(0, stacked.segment().byteSize()).copyFrom(stacked.segment());
    return ModelValue.of(padded);
  }
}
