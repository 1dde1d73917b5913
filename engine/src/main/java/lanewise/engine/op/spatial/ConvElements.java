package lanewise.engine.op.spatial;

import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;

/** A convolution of any real type. */
final class ConvElements extends WindowSums {
  private final Tensor bias;
  private final Tensor out;

  ConvElements(Binding binding, ConvShape shape) {
    super(binding, shape, 0, 1);
    this.bias = binding.hasInput(2) ? binding.input(2) : null;
    this.out = binding.output(0);
  }

  @Override
  double element(Tensor tensor, long index) {
    return Elements.real(tensor.type(), tensor.segment(), index);
  }

  @Override
  double zero() {
    return 0;
  }

  @Override
  double zeroWeight(long channel) {
    return 0;
  }

  @Override
  void store(long index, long channel, double sum) {
    double initial = bias == null ? 0 : Elements.real(bias.type(), bias.segment(), channel);
    Elements.setReal(out.type(), out.segment(), index, initial + sum);
  }
}
