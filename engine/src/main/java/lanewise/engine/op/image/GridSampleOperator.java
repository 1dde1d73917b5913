package lanewise.engine.op.image;

import java.util.ArrayList;
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

/** ONNX {@code GridSample} of images and volumes. */
final class GridSampleOperator implements Operator {
  private static final List<String> PADDINGS = List.of("zeros", "border", "reflection");

  private static ResizeRule.Mode mode(Attributes attributes) {
    String mode = attributes.string("mode", "linear");
    return switch (mode) {
      case "linear", "bilinear" -> ResizeRule.Mode.LINEAR;
      case "cubic", "bicubic" -> ResizeRule.Mode.CUBIC;
      case "nearest" -> ResizeRule.Mode.NEAREST;
      default ->
          throw new InvalidNodeException(
              "mode must be linear, nearest or cubic, found '" + mode + "'");
    };
  }

  private static String padding(Attributes attributes) {
    String padding = attributes.string("padding_mode", "zeros");
    if (!PADDINGS.contains(padding)) {
      throw new InvalidNodeException(
          "padding_mode must be one of " + PADDINGS + ", found '" + padding + "'");
    }
    return padding;
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> in = inference.input(0).dims();
    List<Dim> grid = inference.input(1).dims();
    mode(inference.attributes());
    padding(inference.attributes());
    if (in == null || grid == null) {
      inference.outputOfRank(0, type, in == null ? -1 : in.size());
      return;
    }
    int rank = in.size();
    boolean fits = (rank == 4 || rank == 5) && grid.size() == rank;
    if (!fits || (grid.getLast().isKnown() && grid.getLast().value() != rank - 2)) {
      throw new InvalidNodeException("grid " + grid + " does not fit input " + in);
    }
    List<Dim> out = new ArrayList<>(in.subList(0, 2));
    out.addAll(grid.subList(1, rank - 1));
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireNumber(binding.inputType(0));
    Elements.requireReal(binding.inputType(1));
    Shape in = binding.inputShape(0);
    if (in.dim(0) != binding.inputShape(1).dim(0)) {
      throw new InvalidNodeException(
          "input " + in + " and grid " + binding.inputShape(1) + " differ in their first axis");
    }
    if (mode(binding.node().attributes()) == ResizeRule.Mode.CUBIC && in.rank() == 5) {
      throw InvalidNodeException.unsupported("cubic sampling of volumes");
    }
    return in.elementCount(2, in.rank()) == 0
        ? List.of(new Zeros(binding.output(0)))
        : List.of(new Sample(binding));
  }

  /** An input without elements has nothing but its zero padding. */
  private record Zeros(Tensor out) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      out.segment().fill((byte) 0);
    }
  }

  private static final class Sample extends BlockTask {
    private static final double CUBIC = -0.75;

    private final Tensor in;
    private final Tensor grid;
    private final Tensor out;
    private final ResizeRule.Mode mode;
    private final String padding;
    private final boolean corners;
    private final boolean volume;
    private final long channels;
    private final long[] lengths = {1, 1, 1};
    private final long points;

    Sample(Binding binding) {
      super(binding.outputShape(0).elementCount(), 8);
      Attributes attributes = binding.node().attributes();
      this.in = binding.input(0);
      this.grid = binding.input(1);
      this.out = binding.output(0);
      this.mode = mode(attributes);
      this.padding = padding(attributes);
      this.corners = attributes.integer("align_corners", 0) != 0;
      Shape shape = in.shape();
      this.volume = shape.rank() == 5;
      this.channels = shape.dim(1);
      for (int axis = 2; axis < shape.rank(); axis++) {
        lengths[axis + 3 - shape.rank()] = shape.dim(axis);
      }
      this.points = out.shape().elementCount(2, shape.rank());
    }

    @Override
    protected void range(long start, long end) {
      int axes = volume ? 3 : 2;
      for (long i = start; i < end; i++) {
        long channel = i / points;
        long point = (channel / channels * points + i % points) * axes;
        double x = position(point, 2);
        double y = position(point + 1, 1);
        double z = volume ? position(point + 2, 0) : 0;
        double value =
            switch (mode) {
              case NEAREST -> at(channel, Math.rint(z), Math.rint(y), Math.rint(x));
              case LINEAR -> linear(channel, z, y, x);
              case CUBIC -> cubic(channel, y, x);
            };
        Elements.setReal(out.type(), out.segment(), i, value);
      }
    }

    /** Where in the input a point of the grid lies along an axis. */
    private double position(long index, int axis) {
      double g = Elements.real(grid.type(), grid.segment(), index);
      long length = lengths[axis];
      return corners ? (g + 1) / 2 * (length - 1) : ((g + 1) * length - 1) / 2;
    }

    private double linear(long channel, double z, double y, double x) {
      double z0 = Math.floor(z);
      double near = plane(channel, z0, y, x);
      return z == z0 ? near : near + (z - z0) * (plane(channel, z0 + 1, y, x) - near);
    }

    private double plane(long channel, double z, double y, double x) {
      double y0 = Math.floor(y);
      double x0 = Math.floor(x);
      double v = y - y0;
      double u = x - x0;
      double top = (1 - u) * at(channel, z, y0, x0) + u * at(channel, z, y0, x0 + 1);
      double bottom = (1 - u) * at(channel, z, y0 + 1, x0) + u * at(channel, z, y0 + 1, x0 + 1);
      return (1 - v) * top + v * bottom;
    }

    private double cubic(long channel, double y, double x) {
      double y0 = Math.floor(y);
      double x0 = Math.floor(x);
      double sum = 0;
      for (int i = -1; i < 3; i++) {
        double row = 0;
        for (int j = -1; j < 3; j++) {
          row += weight(x - x0 - j) * at(channel, 0, y0 + i, x0 + j);
        }
        sum += weight(y - y0 - i) * row;
      }
      return sum;
    }

    private static double weight(double distance) {
      double x = Math.abs(distance);
      return x < 1
          ? ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1
          : x < 2 ? ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC : 0;
    }

    private double at(long channel, double z, double y, double x) {
      double inZ = padded(z, lengths[0]);
      double inY = padded(y, lengths[1]);
      double inX = padded(x, lengths[2]);
      if (!(inZ >= 0 && inY >= 0 && inX >= 0)) {
        return 0;
      }
      long row = (channel * lengths[0] + (long) inZ) * lengths[1] + (long) inY;
      return Elements.real(in.type(), in.segment(), row * lengths[2] + (long) inX);
    }

    /** A position inside the axis, or -1 for one that is zero. */
    private double padded(double position, long length) {
      if (position >= 0 && position <= length - 1) {
        return position;
      }
      if (padding.equals("zeros") || Double.isNaN(position)) {
        return -1;
      }
      double inside = position;
      if (padding.equals("reflection")) {
        double least = corners ? 0 : -0.5;
        double span = corners ? length - 1 : length;
        if (span == 0) {
          return 0;
        }
        double distance = Math.abs(inside - least) % (2 * span);
        inside = least + (distance > span ? 2 * span - distance : distance);
        inside = Math.rint(inside);
      }
      return Math.clamp(inside, 0.0, (double) (length - 1));
    }
  }
}
