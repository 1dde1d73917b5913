package lanewise.engine.op.spatial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code ConvTranspose}: weights are {@code [C, M / groups, …]}. */
final class ConvTransposeOperator implements Operator {
  /** The output's length along an axis, and the padding before it. */
  private record Extent(long out, long before) {}

  private static long groups(Attributes attributes) {
    long groups = attributes.integer("group", 1);
    if (groups < 1) {
      throw new InvalidNodeException("group must be at least 1, found " + groups);
    }
    return groups;
  }

  private static Extent extent(Attributes attributes, WindowRule rule, int axis, long in) {
    int axes = rule.axes();
    long adjust = WindowRule.listed(attributes, "output_padding", axes, 0)[axis];
    long[] shape = attributes.integers("output_shape");
    long stride = rule.strides()[axis];
    long full = Math.addExact(Math.multiplyExact(stride, in - 1), adjust + rule.extent(axis));
    if (shape == null && !rule.same()) {
      long out = full - rule.pads()[axis] - rule.pads()[axis + axes];
      if (out < 0) {
        throw new InvalidNodeException("the padding of axis " + (axis + 2) + " leaves nothing");
      }
      return new Extent(out, rule.pads()[axis]);
    }
    if (shape != null && shape.length != axes && shape.length != axes + 2) {
      throw new InvalidNodeException(
          "output_shape must have " + axes + " lengths, found " + Arrays.toString(shape));
    }
    long out = shape == null ? Math.multiplyExact(in, stride) : shape[shape.length - axes + axis];
    if (out < 0) {
      throw new InvalidNodeException("output_shape must not be negative, found " + out);
    }
    long total = Math.max(0, full - out);
    boolean upper = rule.same() && !rule.lower();
    return new Extent(out, upper ? total / 2 : total - total / 2);
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1, 2);
    if (type != null) {
      Elements.requireReal(type);
    }
    Attributes attributes = inference.attributes();
    long groups = groups(attributes);
    List<Dim> in = inference.input(0).dims();
    List<Dim> w = inference.input(1).dims();
    if (in == null || w == null || !w.stream().allMatch(Dim::isKnown)) {
      inference.outputOfRank(0, type, in == null ? -1 : in.size());
      return;
    }
    long channels = w.size() < 2 ? 0 : w.get(0).value();
    boolean fits = in.size() == w.size() && w.size() > 2 && channels % groups == 0;
    if (!fits || (in.get(1).isKnown() && in.get(1).value() != channels)) {
      throw new InvalidNodeException(
          "input " + in + " in " + groups + " groups does not fit weights " + w);
    }
    long[] kernel = w.subList(2, w.size()).stream().mapToLong(Dim::value).toArray();
    WindowRule rule = WindowRule.of(attributes, kernel.length, kernel);
    List<Dim> out = new ArrayList<>(List.of(in.get(0), w.get(1).times(Dim.of(groups))));
    for (int axis = 0; axis < kernel.length; axis++) {
      Dim dim = in.get(axis + 2);
      out.add(
          dim.isKnown()
              ? Dim.of(extent(attributes, rule, axis, dim.value()).out())
              : inference.unknown(0, axis + 2));
    }
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    Shape in = binding.inputShape(0);
    Shape w = binding.inputShape(1);
    long[] kernel = Arrays.copyOfRange(w.dimensions(), 2, w.rank());
    WindowRule rule = WindowRule.of(attributes, kernel.length, kernel);
    long outChannels = binding.outputShape(0).dim(1);
    if (binding.hasInput(2) && binding.inputShape(2).elementCount() != outChannels) {
      throw new InvalidNodeException(
          "the bias must have " + outChannels + " elements, found " + binding.input(2));
    }
    int most = WindowRule.MOST_AXES;
    long[][] sizes = new long[6][most];
    for (int i = 0; i < 5; i++) {
      Arrays.fill(sizes[i], 1);
    }
    for (int axis = 0; axis < kernel.length; axis++) {
      int to = most - kernel.length + axis;
      Extent extent = extent(attributes, rule, axis, in.dim(axis + 2));
      sizes[0][to] = in.dim(axis + 2);
      sizes[1][to] = extent.out();
      sizes[2][to] = kernel[axis];
      sizes[3][to] = rule.strides()[axis];
      sizes[4][to] = rule.dilations()[axis];
      sizes[5][to] = extent.before();
    }
    SlidingWindow window =
        new SlidingWindow(
            sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5], new long[most]);
    return List.of(new Gather(binding, window, groups(attributes)));
  }

  /** Gathers each output from the inputs whose windows reach it. */
  private static final class Gather extends BlockTask {
    private final SlidingWindow window;
    private final Tensor in;
    private final Tensor weights;
    private final Tensor bias;
    private final Tensor out;
    private final long inPerGroup;
    private final long outPerGroup;
    private final long inChannels;
    private final long outChannels;

    Gather(Binding binding, SlidingWindow window, long groups) {
      super(
          binding.outputShape(0).elementCount(),
          Math.max(1, binding.inputShape(1).elementCount() / Math.max(1, groups)));
      this.window = window;
      this.in = binding.input(0);
      this.weights = binding.input(1);
      this.bias = binding.hasInput(2) ? binding.input(2) : null;
      this.out = binding.output(0);
      this.inChannels = in.shape().dim(1);
      this.outChannels = out.shape().dim(1);
      this.inPerGroup = inChannels / groups;
      this.outPerGroup = outChannels / groups;
    }

    @Override
    protected void range(long start, long end) {
      long[] sizes = window.out();
      for (long i = start; i < end; i++) {
        long x = i % sizes[2];
        long y = i / sizes[2] % sizes[1];
        long z = i / sizes[2] / sizes[1] % sizes[0];
        long item = i / window.outPlane();
        long channel = item % outChannels;
        double sum = bias == null ? 0 : Elements.real(bias.type(), bias.segment(), channel);
        sum += sum(item / outChannels, channel, z, y, x);
        Elements.setReal(out.type(), out.segment(), i, sum);
      }
    }

    /** The input position that meets the output at this position of the kernel, or -1. */
    private long source(int axis, long o, long k) {
      long at = o + window.before()[axis] - k * window.dilations()[axis];
      boolean meets = at >= 0 && at % window.strides()[axis] == 0;
      long position = at / window.strides()[axis];
      return meets && position < window.in()[axis] ? position : -1;
    }

    private double sum(long batch, long channel, long z, long y, long x) {
      long[] kernel = window.kernel();
      long group = channel / outPerGroup;
      double sum = 0;
      for (long kz = 0; kz < kernel[0]; kz++) {
        long atZ = source(0, z, kz);
        for (long ky = 0; ky < kernel[1] && atZ >= 0; ky++) {
          long atY = source(1, y, ky);
          for (long kx = 0; kx < kernel[2] && atY >= 0; kx++) {
            long atX = source(2, x, kx);
            if (atX >= 0) {
              long position = (atZ * window.in()[1] + atY) * window.in()[2] + atX;
              long element = (kz * kernel[1] + ky) * kernel[2] + kx;
              sum += channels(batch, group, channel % outPerGroup, position, element);
            }
          }
        }
      }
      return sum;
    }

    private double channels(long batch, long group, long outInGroup, long position, long element) {
      double sum = 0;
      for (long c = group * inPerGroup; c < (group + 1) * inPerGroup; c++) {
        long from = (batch * inChannels + c) * window.inPlane() + position;
        long weight = (c * outPerGroup + outInGroup) * window.kernelSize() + element;
        sum +=
            Elements.real(in.type(), in.segment(), from)
                * Elements.real(weights.type(), weights.segment(), weight);
      }
      return sum;
    }
  }
}
