package lanewise.engine.op.control;

import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;

/** ONNX {@code Scan} from version 9 on: a graph for each position of sequences. */
final class ScanOperator implements ValueOperator {
  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    int sequenceCount = sequenceCount(call);
    int stateCount = call.inputCount() - sequenceCount;
    long[] axes = list(attributes, "scan_input_axes", sequenceCount);
    long[] directions = list(attributes, "scan_input_directions", sequenceCount);
    ScanSteps steps = new ScanSteps(call, stateCount, sequenceCount);
    for (int i = 0; i < stateCount; i++) {
      steps.addState(call.input(i));
    }
    for (int i = 0; i < sequenceCount; i++) {
      steps.addSequence(call.tensor(stateCount + i), axes[i], directions[i] == 1);
    }
    steps.run(Long.MAX_VALUE);
    for (int i = 0; i < stateCount; i++) {
      if (i < call.outputCount()) {
        call.give(i, steps.states.get(i));
      }
      call.release(steps.states.get(i));
    }
    Graph body = attributes.graph(ScanSteps.BODY);
    int stackCount = steps.stacks.size();
    long[] outAxes = list(attributes, "scan_output_axes", stackCount);
    long[] outDirections = list(attributes, "scan_output_directions", stackCount);
    for (int i = 0; i < stackCount; i++) {
      if (call.hasOutput(stateCount + i)) {
        call.give(
            stateCount + i,
            steps
                .stacks
                .get(i)
                .finish(body.outputs().get(stateCount + i), outAxes[i], outDirections[i] == 1));
      }
    }
  }

  /** How many of the last inputs are sequences. */
  static int sequenceCount(ValueCall call) {
    long count = call.node().attributes().integer("num_scan_inputs", 0);
    if (count < 1 || count > call.inputCount()) {
      throw new InvalidNodeException(
          "num_scan_inputs is " + count + ", allowed is 1 to " + call.inputCount());
    }
    return (int) count;
  }

  /** The attribute, all zeros when it is absent. */
  static long[] list(Attributes attributes, String name, int count) {
    long[] values = attributes.integers(name);
    if (values == null) {
      return new long[count];
    }
    if (values.length != count) {
      throw new InvalidNodeException(
          name + " must have " + count + " elements, found " + values.length);
    }
    return values;
  }
}
