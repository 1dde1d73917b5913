package lanewise.engine.op.control;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code Loop}: a graph again and again, up to a number of steps and while its condition
 * holds. Values are carried from step to step, tensors of one shape at every step are stacked.
 */
final class LoopOperator implements ValueOperator {
  private static final int FIRST_CARRIED = 2;
  private static final String BODY = "body";

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public void run(ValueCall call) {
    Graph body = call.node().attributes().graph(BODY);
    int carriedCount = Math.max(0, call.inputCount() - FIRST_CARRIED);
    long most = call.hasInput(0) ? count(call.tensor(0)) : Long.MAX_VALUE;
    boolean condition = !call.hasInput(1) || Conditions.isTrue(call.input(1), "the condition");
    List<ModelValue> carried = new ArrayList<>();
    for (int i = 0; i < carriedCount; i++) {
      ModelValue initial = call.input(FIRST_CARRIED + i);
      call.retain(initial);
      carried.add(initial);
    }
    int stackedCount = body == null ? 0 : body.outputs().size() - 1 - carriedCount;
    if (body == null || stackedCount < 0 || call.outputCount() > carriedCount + stackedCount) {
      throw new InvalidNodeException(
          "the body must give a condition, "
              + carriedCount
              + " carried values and what the node's "
              + call.outputCount()
              + " outputs need");
    }
    List<StackedOutput> stacks = new ArrayList<>();
    for (int i = 0; i < stackedCount; i++) {
      stacks.add(new StackedOutput(call, "scan output " + i));
    }
    for (long step = 0; step < most && condition; step++) {
      condition = step(call, step, condition, carried, stacks);
    }
    for (int i = 0; i < carriedCount; i++) {
      call.give(i, carried.get(i));
      call.release(carried.get(i));
    }
    for (int i = 0; i < stackedCount; i++) {
      if (call.hasOutput(carriedCount + i)) {
        Tensor stacked = stacks.get(i).finish(body.outputs().get(1 + carriedCount + i), 0, false);
        call.give(carriedCount + i, stacked);
      }
    }
  }

  private static long count(Tensor tensor) {
    if (tensor.type() != ElementType.INT64 || tensor.elementCount() != 1) {
      throw new InvalidNodeException("the number of steps must be one i64, found " + tensor);
    }
    return Elements.integer(tensor.type(), tensor.segment(), 0);
  }

  /** Whether the loop goes on. */
  private static boolean step(
      ValueCall call,
      long step,
      boolean condition,
      List<ModelValue> carried,
      List<StackedOutput> stacks) {
    call.countStep();
    List<ModelValue> inputs = new ArrayList<>(FIRST_CARRIED + carried.size());
    inputs.add(ModelValue.of(Conditions.heldInteger(call, step)));
    inputs.add(ModelValue.of(Conditions.heldBool(call, condition)));
    inputs.addAll(carried);
    List<ModelValue> results = call.runBody(BODY, inputs);
    inputs.forEach(call::release);
    boolean goesOn = Conditions.isTrue(results.getFirst(), "the body's condition");
    call.release(results.getFirst());
    for (int i = 0; i < carried.size(); i++) {
      carried.set(i, results.get(1 + i));
    }
    for (int i = 0; i < stacks.size(); i++) {
      ModelValue result = results.get(1 + carried.size() + i);
      stacks.get(i).add(result);
      call.release(result);
    }
    return goesOn;
  }
}
