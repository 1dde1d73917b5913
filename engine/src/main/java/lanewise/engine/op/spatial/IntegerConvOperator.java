package lanewise.engine.op.spatial;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code ConvInteger} and {@code QLinearConv}: 8-bit integers, summed exactly.
 *
 * @param scaled whether the sums are scaled back to 8 bits, as {@code QLinearConv} does
 */
record IntegerConvOperator(boolean scaled) implements Operator {
  private int weights() {
    return scaled ? 3 : 1;
  }

  private int inZero() {
    return 2;
  }

  private int weightZero() {
    return scaled ? 5 : 3;
  }

  @Override
  public void infer(Inference inference) {
    requireByte(inference.input(0).type());
    requireByte(inference.input(weights()).type());
    inference.commonType(0, inZero());
    inference.commonType(weights(), weightZero());
    ElementType type = scaled ? requireByte(inference.input(7).type()) : ElementType.INT32;
    inference.output(0, type, ConvShape.infer(inference, 0, weights()));
  }

  private static ElementType requireByte(ElementType type) {
    if (type != null && type != ElementType.INT8 && type != ElementType.UINT8) {
      throw new InvalidNodeException("expected i8 or u8, found " + type.label());
    }
    return type;
  }

  @Override
  public List<Task> bind(Binding binding) {
    return List.of(new Sums(binding, ConvShape.of(binding, 0, weights())));
  }

  private final class Sums extends WindowSums {
    private final Tensor inZero;
    private final Tensor weightZero;
    private final Tensor[] scales = new Tensor[3];
    private final Tensor outZero;
    private final Tensor bias;
    private final Tensor out;

    Sums(Binding binding, ConvShape shape) {
      super(binding, shape, 0, weights());
      this.inZero = parameter(binding, inZero(), 1);
      this.weightZero = parameter(binding, weightZero(), shape.outChannels());
      this.out = binding.output(0);
      this.outZero = scaled ? parameter(binding, 7, 1) : null;
      this.bias = scaled ? parameter(binding, 8, shape.outChannels()) : null;
      if (bias != null && bias.type() != ElementType.INT32) {
        throw new InvalidNodeException("the bias must be i32, found " + bias);
      }
      for (int i = 0; i < 3 && scaled; i++) {
        int input = i == 0 ? 1 : i == 1 ? 4 : 6;
        scales[i] = parameter(binding, input, i == 1 ? shape.outChannels() : 1);
        Elements.requireReal(binding.inputType(input));
      }
    }

    private static Tensor parameter(Binding binding, int input, long channels) {
      if (!binding.hasInput(input)) {
        return null;
      }
      Tensor tensor = binding.input(input);
      if (tensor.elementCount() != 1 && tensor.elementCount() != channels) {
        throw new InvalidNodeException(
            "input " + input + " must have 1 or " + channels + " elements, found " + tensor);
      }
      return tensor;
    }

    private static long integer(Tensor tensor, long channel) {
      return tensor == null
          ? 0
          : Elements.integer(
              tensor.type(), tensor.segment(), tensor.elementCount() == 1 ? 0 : channel);
    }

    private float scale(int index, long channel) {
      Tensor tensor = scales[index];
      long at = tensor.elementCount() == 1 ? 0 : channel;
      return (float) Elements.real(tensor.type(), tensor.segment(), at);
    }

    @Override
    double element(Tensor tensor, long index) {
      return Elements.integer(tensor.type(), tensor.segment(), index);
    }

    @Override
    double zero() {
      return integer(inZero, 0);
    }

    @Override
    double zeroWeight(long channel) {
      return integer(weightZero, channel);
    }

    @Override
    void store(long index, long channel, double sum) {
      long exact = integer(bias, channel) + (long) sum;
      long value = scaled ? scale(exact, channel) : exact;
      Elements.setInteger(out.type(), out.segment(), index, value);
    }

    private long scale(long sum, long channel) {
      double factor = (double) scale(0, 0) * scale(1, channel) / scale(2, 0);
      double value = Math.rint(sum * factor) + integer(outZero, 0);
      long least = out.type() == ElementType.INT8 ? -128 : 0;
      return (long) Math.clamp(value, (double) least, least + 255.0);
    }
  }
}
