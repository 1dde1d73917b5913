package lanewise.engine.op.spatial;

import lanewise.engine.op.Binding;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * A convolution element by element of the output, for types that have no product of their own: the
 * sum over a window of {@code (x - zero) · (w - zero)}, in double precision, in which sums of 8-bit
 * products are exact.
 */
abstract class WindowSums extends BlockTask {
  private final ConvShape shape;
  private final Tensor in;
  private final Tensor weights;

  WindowSums(Binding binding, ConvShape shape, int input, int weights) {
    super(binding.outputShape(0).elementCount(), Math.max(1, shape.depth()));
    this.shape = shape;
    this.in = binding.input(input);
    this.weights = binding.input(weights);
  }

  /** An element of the input or the weights. */
  abstract double element(Tensor tensor, long index);

  /** What stands for zero in the input. */
  abstract double zero();

  /** What stands for zero in the weights of an output channel. */
  abstract double zeroWeight(long channel);

  /** Stores an output, given its sum without the bias. */
  abstract void store(long index, long channel, double sum);

  @Override
  protected final void range(long start, long end) {
    long[] sizes = shape.window().out();
    for (long i = start; i < end; i++) {
      long x = i % sizes[2];
      long y = i / sizes[2] % sizes[1];
      long z = i / sizes[2] / sizes[1] % sizes[0];
      long item = i / shape.window().outPlane();
      long channel = item % shape.outChannels();
      store(i, channel, window(item / shape.outChannels(), channel, z, y, x));
    }
  }

  private double window(long batch, long channel, long z, long y, long x) {
    SlidingWindow window = shape.window();
    long[] lengths = window.in();
    long[] kernel = window.kernel();
    long endZ = window.end(0, z);
    long endY = window.end(1, y);
    long endX = window.end(2, x);
    long perGroup = shape.inPerGroup();
    long firstIn = batch * shape.inChannels() + channel / shape.outPerGroup() * perGroup;
    double zero = zero();
    double zeroWeight = zeroWeight(channel);
    double sum = 0;
    for (long c = 0; c < perGroup; c++) {
      for (long kz = window.first(0, z); kz < endZ; kz++) {
        long atZ = (firstIn + c) * lengths[0] + window.start(0, z) + kz * window.dilations()[0];
        for (long ky = window.first(1, y); ky < endY; ky++) {
          long atY = atZ * lengths[1] + window.start(1, y) + ky * window.dilations()[1];
          long row = (((channel * perGroup + c) * kernel[0] + kz) * kernel[1] + ky) * kernel[2];
          for (long kx = window.first(2, x); kx < endX; kx++) {
            long at = atY * lengths[2] + window.start(2, x) + kx * window.dilations()[2];
            sum += (element(in, at) - zero) * (element(weights, row + kx) - zeroWeight);
          }
        }
      }
    }
    return sum;
  }
}
