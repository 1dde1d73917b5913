package lanewise.engine.value;

import java.util.Objects;
import lanewise.kernels.Tensor;

/** A tensor of numbers. */
public record TensorValue(Tensor tensor) implements ModelValue {
  public TensorValue {
    Objects.requireNonNull(tensor, "tensor");
  }

  @Override
  public String describe() {
    return tensor.toString();
  }
}
