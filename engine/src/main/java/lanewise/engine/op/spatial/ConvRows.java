package lanewise.engine.op.spatial;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * A convolution of f32 row by row of the output, for groups of few channels: each weight in turn is
 * multiplied with a row of the input and added.
 */
final class ConvRows extends BlockTask {
  private final ConvShape shape;
  private final MemorySegment in;
  private final MemorySegment weights;
  private final Tensor bias;
  private final MemorySegment out;

  ConvRows(Binding binding, ConvShape shape) {
    super(
        shape.window().outPlane() == 0
            ? 0
            : shape.batch()
                * shape.outChannels()
                * shape.window().out()[0]
                * shape.window().out()[1],
        shape.window().out()[2] * Math.max(1, shape.depth()));
    this.shape = shape;
    this.in = binding.input(0).segment();
    this.weights = binding.input(1).segment();
    this.bias = binding.hasInput(2) ? binding.input(2) : null;
    this.out = binding.output(0).segment();
  }

  @Override
  protected void range(long start, long end) {
    long[] sizes = shape.window().out();
    for (long row = start; row < end; row++) {
      long y = row % sizes[1];
      long z = row / sizes[1] % sizes[0];
      long channel = row / sizes[1] / sizes[0];
      long first = row * sizes[2];
      long out0 = channel % shape.outChannels();
      float initial = bias == null ? 0 : (float) Elements.real(bias.type(), bias.segment(), out0);
      for (long x = 0; x < sizes[2]; x++) {
        out.setAtIndex(JAVA_FLOAT_UNALIGNED, first + x, initial);
      }
      addWindows(channel / shape.outChannels(), out0, z, y, first);
    }
  }

  private void addWindows(long batch, long channel, long z, long y, long to) {
    SlidingWindow window = shape.window();
    long[] sizes = window.in();
    long[] kernel = window.kernel();
    long endZ = window.end(0, z);
    long endY = window.end(1, y);
    long perGroup = shape.inPerGroup();
    long firstIn = batch * shape.inChannels() + channel / shape.outPerGroup() * perGroup;
    for (long c = 0; c < perGroup; c++) {
      for (long kz = window.first(0, z); kz < endZ; kz++) {
        long atZ = (firstIn + c) * sizes[0] + window.start(0, z) + kz * window.dilations()[0];
        for (long ky = window.first(1, y); ky < endY; ky++) {
          long atY = atZ * sizes[1] + window.start(1, y) + ky * window.dilations()[1];
          long weight = (((channel * perGroup + c) * kernel[0] + kz) * kernel[1] + ky) * kernel[2];
          for (long kx = 0; kx < kernel[2]; kx++) {
            addRow(atY * sizes[2], kx, weights.getAtIndex(JAVA_FLOAT_UNALIGNED, weight + kx), to);
          }
        }
      }
    }
  }

  private void addRow(long from, long kx, float weight, long to) {
    SlidingWindow window = shape.window();
    long width = window.out()[2];
    long stride = window.strides()[2];
    long shift = kx * window.dilations()[2] - window.before()[2];
    long first = Math.clamp(-Math.floorDiv(shift, stride), 0, width);
    long last = Math.clamp(-Math.floorDiv(shift - window.in()[2], stride), first, width);
    for (long x = first; x < last; x++) {
      float value = in.getAtIndex(JAVA_FLOAT_UNALIGNED, from + x * stride + shift);
      float sum = out.getAtIndex(JAVA_FLOAT_UNALIGNED, to + x);
      out.setAtIndex(JAVA_FLOAT_UNALIGNED, to + x, sum + weight * value);
    }
  }
}
