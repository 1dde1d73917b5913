package lanewise.engine.op.spatial;

import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** A convolution of any real type, element by element of the output, summed in double precision. */
final class ConvElements extends BlockTask {
  private final ConvShape shape;
  private final Tensor in;
  private final Tensor weights;
  private final Tensor bias;
  private final Tensor out;

  ConvElements(Binding binding, ConvShape shape) {
    super(binding.outputShape(0).elementCount(), Math.max(1, shape.depth()));
    this.shape = shape;
    this.in = binding.input(0);
    this.weights = binding.input(1);
    this.bias = binding.hasInput(2) ? binding.input(2) : null;
    this.out = binding.output(0);
  }

  @Override
  protected void range(long start, long end) {
    long[] sizes = shape.window().out();
    for (long i = start; i < end; i++) {
      long x = i % sizes[2];
      long y = i / sizes[2] % sizes[1];
      long z = i / sizes[2] / sizes[1] % sizes[0];
      long item = i / shape.window().outPlane();
      long channel = item % shape.outChannels();
      double initial = bias == null ? 0 : Elements.real(bias.type(), bias.segment(), channel);
      double sum = initial + window(item / shape.outChannels(), channel, z, y, x);
      Elements.setReal(out.type(), out.segment(), i, sum);
    }
  }

  private double window(long batch, long channel, long z, long y, long x) {
    SlidingWindow window = shape.window();
    long[] sizes = window.in();
    long[] kernel = window.kernel();
    long endZ = window.end(0, z);
    long endY = window.end(1, y);
    long endX = window.end(2, x);
    long perGroup = shape.inPerGroup();
    long firstIn = batch * shape.inChannels() + channel / shape.outPerGroup() * perGroup;
    double sum = 0;
    for (long c = 0; c < perGroup; c++) {
      for (long kz = window.first(0, z); kz < endZ; kz++) {
        long atZ = (firstIn + c) * sizes[0] + window.start(0, z) + kz * window.dilations()[0];
        for (long ky = window.first(1, y); ky < endY; ky++) {
          long atY = atZ * sizes[1] + window.start(1, y) + ky * window.dilations()[1];
          long weight = (((channel * perGroup + c) * kernel[0] + kz) * kernel[1] + ky) * kernel[2];
          for (long kx = window.first(2, x); kx < endX; kx++) {
            long at = atY * sizes[2] + window.start(2, x) + kx * window.dilations()[2];
            sum +=
                Elements.real(in.type(), in.segment(), at)
                    * Elements.real(weights.type(), weights.segment(), weight + kx);
          }
        }
      }
    }
    return sum;
  }
}
