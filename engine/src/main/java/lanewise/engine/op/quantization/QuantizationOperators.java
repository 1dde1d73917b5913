package lanewise.engine.op.quantization;

import static lanewise.engine.op.OperatorVersions.since;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** All quantizations. */
public final class QuantizationOperators {
  private QuantizationOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "DynamicQuantizeLinear" -> since(11, new DynamicQuantize());
      case "QuantizeLinear" -> since(10, new QuantizeOperator());
      case "DequantizeLinear" -> since(10, new DequantizeOperator());
      default -> null;
    };
  }

  private static final class DynamicQuantize implements Operator {
    @Override
    public void infer(Inference inference) {
      ElementType type = inference.input(0).type();
      if (type != null && type != ElementType.FLOAT32) {
        throw new InvalidNodeException("expected f32, found " + type.label());
      }
      inference.outputLike(0, ElementType.UINT8, 0);
      inference.output(1, ElementType.FLOAT32, List.of());
      inference.output(2, ElementType.UINT8, List.of());
    }

    @Override
    public long scratchBytes(lanewise.engine.op.Sizing sizing) {
      // Stands in for outputs that nobody reads.
      return Math.addExact(sizing.inputShape(0).elementCount(), 128);
    }

    @Override
    public boolean needsFirstOutput() {
      return false;
    }

    @Override
    public List<Task> bind(Binding binding) {
      long count = binding.inputShape(0).elementCount();
      return List.of(
          binding
              .tier()
              .quantization()
              .dynamicQuantize(
                  binding.input(0).segment(),
                  1,
                  count,
                  binding.hasOutput(0)
                      ? binding.output(0).segment()
                      : binding.scratch().asSlice(128, count),
                  binding.hasOutput(1)
                      ? binding.output(1).segment()
                      : binding.scratch().asSlice(0, Float.BYTES),
                  binding.hasOutput(2)
                      ? binding.output(2).segment()
                      : binding.scratch().asSlice(64, 1)));
    }
  }
}
