package lanewise.engine.op.elementwise;

import static lanewise.engine.op.OperatorVersions.since;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import lanewise.engine.graph.Attributes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;

/** Functions of one real tensor with parameters. */
final class ActivationOperators {
  private ActivationOperators() {}

  /** What {@code name} means in ONNX, or null. */
  static OperatorVersions find(String name) {
    return switch (name) {
      case "LeakyRelu" -> since(6, new Activation(Function.LEAKY_RELU));
      case "Elu" -> since(6, new Activation(Function.ELU));
      case "Selu" -> since(6, new Activation(Function.SELU));
      case "Celu" -> since(12, new Activation(Function.CELU));
      case "ThresholdedRelu" -> since(10, new Activation(Function.THRESHOLDED_RELU));
      case "HardSigmoid" -> since(6, new Activation(Function.HARD_SIGMOID));
      case "Swish" -> since(24, new Activation(Function.SWISH));
      case "Shrink" -> since(9, new Activation(Function.SHRINK));
      default -> null;
    };
  }

  /** Which function. (Names, not lambdas: the table of operators is made whenever one starts.) */
  private enum Function {
    LEAKY_RELU,
    ELU,
    SELU,
    CELU,
    THRESHOLDED_RELU,
    HARD_SIGMOID,
    SWISH,
    SHRINK;

    DoubleUnaryOperator of(Attributes attributes) {
      return switch (this) {
        case LEAKY_RELU -> leakyRelu(attributes);
        case ELU -> elu(attributes);
        case SELU -> selu(attributes);
        case CELU -> celu(attributes);
        case THRESHOLDED_RELU -> thresholdedRelu(attributes);
        case HARD_SIGMOID -> hardSigmoid(attributes);
        case SWISH -> swish(attributes);
        case SHRINK -> shrink(attributes);
      };
    }
  }

  private static DoubleUnaryOperator leakyRelu(Attributes attributes) {
    float alpha = attributes.real("alpha", 0.01f);
    return x -> x < 0 ? alpha * x : x;
  }

  private static DoubleUnaryOperator elu(Attributes attributes) {
    float alpha = attributes.real("alpha", 1);
    return x -> x < 0 ? alpha * Math.expm1(x) : x;
  }

  private static DoubleUnaryOperator selu(Attributes attributes) {
    float alpha = attributes.real("alpha", 1.67326319217681884765625f);
    float gamma = attributes.real("gamma", 1.05070102214813232421875f);
    return x -> x > 0 ? gamma * x : gamma * alpha * Math.expm1(x);
  }

  private static DoubleUnaryOperator celu(Attributes attributes) {
    float alpha = attributes.real("alpha", 1);
    return x -> Math.max(0, x) + Math.min(0, alpha * Math.expm1(x / alpha));
  }

  private static DoubleUnaryOperator thresholdedRelu(Attributes attributes) {
    float alpha = attributes.real("alpha", 1);
    return x -> x > alpha ? x : 0;
  }

  private static DoubleUnaryOperator hardSigmoid(Attributes attributes) {
    float alpha = attributes.real("alpha", 0.2f);
    float beta = attributes.real("beta", 0.5f);
    return x -> Math.max(0, Math.min(1, alpha * x + beta));
  }

  private static DoubleUnaryOperator swish(Attributes attributes) {
    float alpha = attributes.real("alpha", 1);
    return x -> x / (1 + Math.exp(-alpha * x));
  }

  private static DoubleUnaryOperator shrink(Attributes attributes) {
    float bias = attributes.real("bias", 0);
    float lambda = attributes.real("lambd", 0.5f);
    return x -> x < -lambda ? x + bias : x > lambda ? x - bias : 0;
  }

  private record Activation(Function function) implements Operator {
    @Override
    public void infer(Inference inference) {
      inference.outputLike(0, inference.input(0).type(), 0);
    }

    @Override
    public boolean mayOverwrite(int input) {
      return true;
    }

    @Override
    public List<Task> bind(Binding binding) {
      return List.of(
          new Apply(
              Elements.requireNumber(binding.inputType(0)),
              function.of(binding.node().attributes()),
              binding.input(0).segment(),
              binding.output(0).segment(),
              binding.inputShape(0).elementCount()));
    }
  }

  private static final class Apply extends BlockTask {
    private final ElementType type;
    private final DoubleUnaryOperator function;
    private final MemorySegment in;
    private final MemorySegment out;

    Apply(
        ElementType type,
        DoubleUnaryOperator function,
        MemorySegment in,
        MemorySegment out,
        long count) {
      super(count);
      this.type = type;
      this.function = function;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        double x = Elements.real(type, in, i);
        Elements.setReal(type, out, i, function.applyAsDouble(x));
      }
    }
  }
}
