package lanewise.engine.plan;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** A run of nodes that is planned together, for one set of types and shapes. */
final class Segment {
  /** What a value must be for the plan to fit: its type, its shape and, where it counts, itself. */
  record Need(String name, ElementType type, Shape shape, Tensor constant) {
    boolean isMetBy(ModelValue value) {
      if (!(value instanceof TensorValue numbers)) {
        return false;
      }
      Tensor tensor = numbers.tensor();
      return tensor.type() == type
          && tensor.shape().equals(shape)
          && (constant == null || tensor.segment().mismatch(constant.segment()) < 0);
    }
  }

  final int end;
  final Plan plan;
  final List<String> outputs;

  /** Outputs that are the same for all values of these shapes, null for the others. */
  final Tensor[] knownOutputs;

  private final Need[] needs;
  private final String[] inputs;
  private BoundPlan bound;

  /**
   * @param end the first node after the segment
   * @param needs what the values that it reads must be
   * @param inputs those among them that are put into the workspace, in the plan's order
   */
  Segment(
      int end,
      Plan plan,
      List<Need> needs,
      List<String> inputs,
      List<String> outputs,
      Tensor[] knownOutputs) {
    this.end = end;
    this.plan = plan;
    this.needs = needs.toArray(new Need[0]);
    this.inputs = inputs.toArray(new String[0]);
    this.outputs = List.copyOf(outputs);
    this.knownOutputs = Arrays.copyOf(knownOutputs, knownOutputs.length);
  }

  boolean fits(Map<String, ModelValue> values) {
    for (Need need : needs) {
      if (!need.isMetBy(values.get(need.name))) {
        return false;
      }
    }
    return true;
  }

  String[] inputs() {
    return inputs;
  }

  BoundPlan bound() {
    return bound;
  }

  void bind(BoundPlan plan) {
    bound = plan;
  }

  void unbind() {
    bound = null;
  }
}
