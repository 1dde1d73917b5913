package lanewise.engine.op.image;

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

/**
 * ONNX {@code RoiAlign}: samples of a region, joined to a grid.
 *
 * @param halfPixel whether positions are those of pixels' middles unless an attribute says more
 */
record RoiAlignOperator(boolean halfPixel) implements Operator {
  private static long positive(Attributes attributes, String name) {
    long value = attributes.integer(name, 1);
    if (value < 1 || value > Integer.MAX_VALUE) {
      throw new InvalidNodeException(name + " must be at least 1, found " + value);
    }
    return value;
  }

  private boolean shifts(Attributes attributes) {
    String mode =
        attributes.string(
            "coordinate_transformation_mode", halfPixel ? "half_pixel" : "output_half_pixel");
    if (!mode.equals("half_pixel") && !mode.equals("output_half_pixel")) {
      throw new InvalidNodeException(
          "coordinate_transformation_mode must be half_pixel or output_half_pixel, found '"
              + mode
              + "'");
    }
    return mode.equals("half_pixel");
  }

  private static boolean takesMost(Attributes attributes) {
    String mode = attributes.string("mode", "avg");
    if (!mode.equals("avg") && !mode.equals("max")) {
      throw new InvalidNodeException("mode must be avg or max, found '" + mode + "'");
    }
    return mode.equals("max");
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1);
    List<Dim> in = inference.input(0).dims();
    List<Dim> regions = inference.input(1).dims();
    inference.input(2);
    Attributes attributes = inference.attributes();
    shifts(attributes);
    takesMost(attributes);
    Dim height = Dim.of(positive(attributes, "output_height"));
    Dim width = Dim.of(positive(attributes, "output_width"));
    if (in == null || regions == null) {
      inference.outputOfRank(0, type, 4);
      return;
    }
    if (in.size() != 4 || regions.size() != 2) {
      throw new InvalidNodeException(
          "expected input [N, C, H, W] and rois [R, 4], found " + in + " and " + regions);
    }
    inference.output(0, type, List.of(regions.get(0), in.get(1), height, width));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    Shape regions = binding.inputShape(1);
    Tensor images = binding.input(2);
    boolean integer = images.type() == ElementType.INT64;
    if (regions.dim(1) != 4 || images.elementCount() != regions.dim(0) || !integer) {
      throw new InvalidNodeException(
          "rois " + regions + " and batch_indices " + images + " do not fit together");
    }
    Attributes attributes = binding.node().attributes();
    return List.of(new Align(binding, shifts(attributes), takesMost(attributes)));
  }

  private static final class Align extends BlockTask {
    private final Tensor in;
    private final Tensor regions;
    private final Tensor images;
    private final Tensor out;
    private final boolean shifts;
    private final boolean most;
    private final double scale;
    private final long sampling;
    private final long mostSamples;

    Align(Binding binding, boolean shifts, boolean most) {
      super(binding.outputShape(0).elementCount(), 16);
      Attributes attributes = binding.node().attributes();
      this.in = binding.input(0);
      this.regions = binding.input(1);
      this.images = binding.input(2);
      this.out = binding.output(0);
      this.shifts = shifts;
      this.most = most;
      this.scale = attributes.real("spatial_scale", 1);
      this.sampling = attributes.integer("sampling_ratio", 0);
      this.mostSamples = 4 * (in.shape().dim(2) + in.shape().dim(3)) + 64;
      if (sampling < 0) {
        throw new InvalidNodeException("sampling_ratio must not be negative, found " + sampling);
      }
    }

    @Override
    protected void range(long start, long end) {
      long height = out.shape().dim(2);
      long width = out.shape().dim(3);
      long channels = out.shape().dim(1);
      double offset = shifts ? 0.5 : 0;
      for (long i = start; i < end; i++) {
        long region = i / width / height / channels;
        long image = Elements.integer(images.type(), images.segment(), region);
        if (image < 0 || image >= in.shape().dim(0)) {
          throw new IndexOutOfBoundsException(
              "batch index " + image + " is outside 0 to " + (in.shape().dim(0) - 1));
        }
        double left = at(region, 0) * scale - offset;
        double top = at(region, 1) * scale - offset;
        double wide = size(at(region, 2) * scale - offset - left) / width;
        double high = size(at(region, 3) * scale - offset - top) / height;
        long plane = image * channels + i / width / height % channels;
        double y = top + i / width % height * high;
        double x = left + i % width * wide;
        Elements.setReal(out.type(), out.segment(), i, bin(plane, y, x, high, wide));
      }
    }

    private double at(long region, int i) {
      return Elements.real(regions.type(), regions.segment(), 4 * region + i);
    }

    private double size(double size) {
      return shifts ? size : Math.max(1, size);
    }

    private long samples(double size) {
      double samples = sampling > 0 ? sampling : Math.ceil(size);
      if (!(samples <= mostSamples)) {
        throw new InvalidNodeException(
            "a bin would have "
                + samples
                + " samples along one side; at most "
                + mostSamples
                + " are taken of an input "
                + in);
      }
      return (long) samples;
    }

    private double bin(long plane, double top, double left, double high, double wide) {
      long rows = samples(high);
      long columns = samples(wide);
      double sum = 0;
      double greatest = Double.NEGATIVE_INFINITY;
      for (long row = 0; row < rows; row++) {
        double y = top + (row + 0.5) * high / rows;
        for (long column = 0; column < columns; column++) {
          double x = left + (column + 0.5) * wide / columns;
          if (most) {
            greatest = Math.max(greatest, sample(plane, y, x));
          } else {
            sum += sample(plane, y, x);
          }
        }
      }
      if (most) {
        return greatest == Double.NEGATIVE_INFINITY ? 0 : greatest;
      }
      return sum / Math.max(1, rows * columns);
    }

    /** The four neighbours by their weights: their sum, or the greatest of them. */
    private double sample(long plane, double row, double column) {
      long height = in.shape().dim(2);
      long width = in.shape().dim(3);
      if (!(row >= -1 && row <= height && column >= -1 && column <= width)) {
        return 0;
      }
      double y = Math.clamp(row, 0.0, (double) height - 1);
      double x = Math.clamp(column, 0.0, (double) width - 1);
      long y0 = (long) y;
      long x0 = (long) x;
      long y1 = Math.min(y0 + 1, height - 1);
      long x1 = Math.min(x0 + 1, width - 1);
      double v = y - y0;
      double u = x - x0;
      long first = plane * height;
      double a = (1 - v) * (1 - u) * pixel((first + y0) * width + x0);
      double b = (1 - v) * u * pixel((first + y0) * width + x1);
      double c = v * (1 - u) * pixel((first + y1) * width + x0);
      double d = v * u * pixel((first + y1) * width + x1);
      return most ? Math.max(Math.max(a, b), Math.max(c, d)) : a + b + c + d;
    }

    private double pixel(long index) {
      return Elements.real(in.type(), in.segment(), index);
    }
  }
}
