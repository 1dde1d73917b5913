package lanewise.engine.op.spatial;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** ONNX {@code Conv}: f32 as matrix products or row by row, other reals element by element. */
final class ConvOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1, 2);
    if (type != null) {
      Elements.requireReal(type);
    }
    List<Dim> bias = inference.hasInput(2) ? inference.input(2).dims() : null;
    if (bias != null && bias.size() != 1) {
      throw new InvalidNodeException("the bias must have one axis, found " + bias);
    }
    inference.output(0, type, ConvShape.infer(inference, 0, 1));
  }

  private static boolean isProduct(Sizing sizing, ConvShape shape) {
    return sizing.inputType(0) == ElementType.FLOAT32 && ConvProduct.suits(shape);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    ConvShape shape = ConvShape.of(sizing, 0, 1);
    return isProduct(sizing, shape) ? ConvProduct.scratchBytes(sizing.tier(), shape) : 0;
  }

  @Override
  public List<Task> bind(Binding binding) {
    ConvShape shape = ConvShape.of(binding, 0, 1);
    if (binding.hasInput(2) && binding.inputShape(2).elementCount() != shape.outChannels()) {
      throw new InvalidNodeException(
          "the bias must have " + shape.outChannels() + " elements, found " + binding.input(2));
    }
    if (isProduct(binding, shape)) {
      return ConvProduct.bind(binding, shape);
    }
    return List.of(
        binding.inputType(0) == ElementType.FLOAT32
            ? new ConvRows(binding, shape)
            : new ConvElements(binding, shape));
  }
}
