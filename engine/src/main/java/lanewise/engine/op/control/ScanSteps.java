package lanewise.engine.op.control;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Inference;
import lanewise.engine.op.ValueCall;
import lanewise.engine.value.ModelValue;
import lanewise.kernels.Tensor;

/** The steps of a scan over sequences. */
final class ScanSteps {
  static final String BODY = "body";

  private final ValueCall call;

  /** What goes from step to step; held. */
  final List<ModelValue> states = new ArrayList<>();

  private final List<Tensor> sequences = new ArrayList<>();
  private final List<AxisView> views = new ArrayList<>();
  private final List<Integer> axes = new ArrayList<>();
  private final List<Boolean> backward = new ArrayList<>();
  final List<StackedOutput> stacks = new ArrayList<>();
  private long length = -1;

  ScanSteps(ValueCall call, int stateCount, int sequenceCount) {
    this.call = call;
    Graph body = call.node().attributes().graph(BODY);
    int stackCount = body == null ? -1 : body.outputs().size() - stateCount;
    if (stackCount < 0 || call.outputCount() > stateCount + stackCount) {
      throw new InvalidNodeException(
          "the body must give "
              + stateCount
              + " states and what the node's "
              + call.outputCount()
              + " outputs need");
    }
    if (call.bodyInputCount(BODY) != stateCount + sequenceCount) {
      throw new InvalidNodeException(
          "the body takes "
              + call.bodyInputCount(BODY)
              + " inputs, there are "
              + stateCount
              + " states and "
              + sequenceCount
              + " sequences");
    }
    for (int i = 0; i < stackCount; i++) {
      stacks.add(new StackedOutput(call, "scan output " + i));
    }
  }

  void addState(ModelValue state) {
    call.retain(state);
    states.add(state);
  }

  void addSequence(Tensor sequence, long axis, boolean fromEnd) {
    int index = Inference.axis(axis, sequence.shape().rank());
    long found = sequence.shape().dim(index);
    if (length >= 0 && found != length) {
      throw new InvalidNodeException(
          "sequence " + sequences.size() + " has " + found + " steps, those before have " + length);
    }
    length = found;
    sequences.add(sequence);
    axes.add(index);
    views.add(AxisView.of(sequence.shape(), index));
    backward.add(fromEnd);
  }

  /** Runs up to {@code most} steps. */
  void run(long most) {
    long steps = Math.min(length, most);
    for (long step = 0; step < steps; step++) {
      call.countStep();
      List<ModelValue> inputs = new ArrayList<>(states);
      for (int i = 0; i < sequences.size(); i++) {
        inputs.add(element(i, backward.get(i) ? length - 1 - step : step));
      }
      List<ModelValue> results = call.runBody(BODY, inputs);
      inputs.forEach(call::release);
      for (int i = 0; i < states.size(); i++) {
        states.set(i, results.get(i));
      }
      for (int i = 0; i < stacks.size(); i++) {
        ModelValue result = results.get(states.size() + i);
        stacks.get(i).add(result);
        call.release(result);
      }
    }
  }

  private ModelValue element(int index, long position) {
    Tensor sequence = sequences.get(index);
    AxisView view = views.get(index);
    Tensor element =
        call.heldTensor(sequence.type(), AxisCopy.without(sequence.shape(), axes.get(index)));
    AxisView single = new AxisView(view.outer(), 1, view.inner());
    AxisCopy.copy(sequence, view, position, element, single, 0, 1);
    return ModelValue.of(element);
  }
}
