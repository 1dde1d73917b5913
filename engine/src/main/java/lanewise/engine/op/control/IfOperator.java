package lanewise.engine.op.control;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;

/** ONNX {@code If}: one of two graphs. */
final class IfOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    boolean condition = Conditions.isTrue(call.input(0), "the condition");
    List<ModelValue> results = call.runBody(condition ? "then_branch" : "else_branch", List.of());
    if (results.size() < call.outputCount()) {
      throw new InvalidNodeException(
          "the branch gives "
              + results.size()
              + " values, the node has "
              + call.outputCount()
              + " outputs");
    }
    for (int i = 0; i < results.size(); i++) {
      if (i < call.outputCount()) {
        call.give(i, results.get(i));
      }
      call.release(results.get(i));
    }
  }

  @Override
  public boolean needsFirstOutput() {
    return false;
  }
}
