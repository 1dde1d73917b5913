package lanewise.engine.op.control;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;

/** ONNX {@code SequenceMap}: a graph for each element of sequences. */
final class SequenceMapOperator implements ValueOperator {
  private static final String BODY = "body";

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public void run(ValueCall call) {
    int length = call.sequence(0).values().size();
    List<List<ModelValue>> results = new ArrayList<>();
    for (int i = 0; i < call.outputCount(); i++) {
      results.add(new ArrayList<>());
    }
    for (int position = 0; position < length; position++) {
      call.countStep();
      List<ModelValue> made = call.runBody(BODY, inputs(call, position, length));
      if (made.size() < results.size()) {
        throw new InvalidNodeException(
            "the body gives "
                + made.size()
                + " values, the node has "
                + results.size()
                + " outputs");
      }
      for (int i = 0; i < made.size(); i++) {
        if (i < results.size()) {
          results.get(i).add(made.get(i));
        } else {
          call.release(made.get(i));
        }
      }
    }
    for (int i = 0; i < results.size(); i++) {
      call.give(i, new SequenceValue(results.get(i)));
      results.get(i).forEach(call::release);
    }
  }

  private static List<ModelValue> inputs(ValueCall call, int position, int length) {
    List<ModelValue> inputs = new ArrayList<>();
    for (int i = 0; i < call.inputCount(); i++) {
      ModelValue input = call.input(i);
      if (input instanceof SequenceValue sequence) {
        if (sequence.values().size() != length) {
          throw new InvalidNodeException(
              "input " + i + " must be a sequence of " + length + ", found " + input.describe());
        }
        inputs.add(sequence.values().get(position));
      } else {
        inputs.add(input);
      }
    }
    return inputs;
  }
}
