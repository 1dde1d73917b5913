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
import lanewise.kernels.task.BlockTask;

/** ONNX {@code DeformConv}: each element of a window is shifted by an offset of its own, in 2-D. */
final class DeformConvOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1, 2, 3, 4);
    if (type != null) {
      Elements.requireReal(type);
    }
    inference.input(2);
    int rank = inference.rank(0);
    if (rank >= 0 && rank != 4) {
      throw InvalidNodeException.unsupported("expected [N, C, H, W], found rank " + rank);
    }
    inference.output(0, type, ConvShape.infer(inference, 0, 1));
  }

  @Override
  public List<Task> bind(Binding binding) {
    ConvShape shape = ConvShape.of(binding, 0, 1);
    long groups = binding.node().attributes().integer("offset_group", 1);
    if (groups < 1 || shape.inChannels() % groups != 0) {
      throw new InvalidNodeException(
          "offset_group is " + groups + ", which does not divide " + shape.inChannels());
    }
    SlidingWindow window = shape.window();
    long taps = shape.batch() * groups * window.kernelSize() * window.outPlane();
    require(binding, 2, 2 * taps);
    if (binding.hasInput(3)) {
      require(binding, 3, shape.outChannels());
    }
    if (binding.hasInput(4)) {
      require(binding, 4, taps);
    }
    return List.of(new Deformed(binding, shape, groups));
  }

  private static void require(Binding binding, int input, long count) {
    if (binding.inputShape(input).elementCount() != count) {
      throw new InvalidNodeException(
          "input " + input + " must have " + count + " elements, found " + binding.input(input));
    }
  }

  private static final class Deformed extends BlockTask {
    private final ConvShape shape;
    private final long offsetGroups;
    private final Tensor in;
    private final Tensor weights;
    private final Tensor offset;
    private final Tensor bias;
    private final Tensor mask;
    private final Tensor out;

    Deformed(Binding binding, ConvShape shape, long offsetGroups) {
      super(binding.outputShape(0).elementCount(), Math.max(1, 4 * shape.depth()));
      this.shape = shape;
      this.offsetGroups = offsetGroups;
      this.in = binding.input(0);
      this.weights = binding.input(1);
      this.offset = binding.input(2);
      this.bias = binding.hasInput(3) ? binding.input(3) : null;
      this.mask = binding.hasInput(4) ? binding.input(4) : null;
      this.out = binding.output(0);
    }

    @Override
    protected void range(long start, long end) {
      long plane = shape.window().outPlane();
      for (long i = start; i < end; i++) {
        long item = i / plane;
        long channel = item % shape.outChannels();
        double sum = bias == null ? 0 : real(bias, channel);
        sum += window(item / shape.outChannels(), channel, i % plane);
        Elements.setReal(out.type(), out.segment(), i, sum);
      }
    }

    private double window(long batch, long channel, long position) {
      SlidingWindow window = shape.window();
      long taps = window.kernelSize();
      long width = window.kernel()[2];
      long y = window.start(1, position / window.out()[2]);
      long x = window.start(2, position % window.out()[2]);
      long perGroup = shape.inPerGroup();
      long first = channel / shape.outPerGroup() * perGroup;
      double sum = 0;
      for (long c = 0; c < perGroup; c++) {
        long group = (first + c) / (shape.inChannels() / offsetGroups);
        for (long tap = 0; tap < taps; tap++) {
          long item = (batch * offsetGroups + group) * taps + tap;
          double dy = real(offset, 2 * item * window.outPlane() + position);
          double dx = real(offset, (2 * item + 1) * window.outPlane() + position);
          double atY = y + tap / width * window.dilations()[1] + dy;
          double atX = x + tap % width * window.dilations()[2] + dx;
          double value = bilinear(batch * shape.inChannels() + first + c, atY, atX);
          double factor = mask == null ? 1 : real(mask, item * window.outPlane() + position);
          sum += value * factor * real(weights, (channel * perGroup + c) * taps + tap);
        }
      }
      return sum;
    }

    private double bilinear(long channel, double y, double x) {
      double bottom = Math.floor(y);
      double left = Math.floor(x);
      double v = y - bottom;
      double u = x - left;
      return (1 - v) * ((1 - u) * at(channel, bottom, left) + u * at(channel, bottom, left + 1))
          + v * ((1 - u) * at(channel, bottom + 1, left) + u * at(channel, bottom + 1, left + 1));
    }

    private double at(long channel, double y, double x) {
      long height = shape.window().in()[1];
      long width = shape.window().in()[2];
      boolean inside = y >= 0 && y < height && x >= 0 && x < width;
      return inside ? real(in, (channel * height + (long) y) * width + (long) x) : 0;
    }

    private static double real(Tensor tensor, long index) {
      return Elements.real(tensor.type(), tensor.segment(), index);
    }
  }
}
