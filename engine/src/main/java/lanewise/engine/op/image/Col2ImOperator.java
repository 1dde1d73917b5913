package lanewise.engine.op.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code Col2Im}: adds up the windows of an image, laid out as columns, where they overlap.
 */
final class Col2ImOperator implements Operator {
  private static final int MOST_AXES = 3;

  /** An image of up to three axes and the windows over it. */
  private record Windows(
      long[] image, long[] block, long[] strides, long[] dilations, long[] before, long[] counts) {

    static Windows of(Attributes attributes, long[] image, long[] block) {
      int axes = image.length;
      if (axes < 1 || axes > MOST_AXES || block.length != axes) {
        throw new InvalidNodeException(
            "image_shape "
                + Arrays.toString(image)
                + " and block_shape "
                + Arrays.toString(block)
                + " must have the same 1 to 3 axes");
      }
      long[] strides = listed(attributes, "strides", axes, 1);
      long[] dilations = listed(attributes, "dilations", axes, 1);
      long[] pads = listed(attributes, "pads", 2 * axes, 0);
      long[][] sizes = new long[6][MOST_AXES];
      for (long[] each : sizes) {
        Arrays.fill(each, 1);
      }
      Arrays.fill(sizes[4], 0);
      for (int i = 0; i < axes; i++) {
        int to = MOST_AXES - axes + i;
        if (image[i] < 0
            || image[i] > Integer.MAX_VALUE
            || block[i] < 1
            || block[i] > Integer.MAX_VALUE) {
          throw new InvalidNodeException(
              "a window of " + block[i] + " in an axis of " + image[i] + " makes no sense");
        }
        long room = image[i] + pads[i] + pads[i + axes] - (block[i] - 1) * dilations[i] - 1;
        sizes[0][to] = image[i];
        sizes[1][to] = block[i];
        sizes[2][to] = strides[i];
        sizes[3][to] = dilations[i];
        sizes[4][to] = pads[i];
        sizes[5][to] = room < 0 ? 0 : room / strides[i] + 1;
      }
      return new Windows(sizes[0], sizes[1], sizes[2], sizes[3], sizes[4], sizes[5]);
    }

    private static long[] listed(Attributes attributes, String name, int count, long least) {
      long[] values = attributes.integers(name);
      if (values == null) {
        values = new long[count];
        Arrays.fill(values, least);
      }
      boolean right = values.length == count;
      for (long value : values) {
        right &= value >= least && value <= Integer.MAX_VALUE;
      }
      if (!right) {
        throw new InvalidNodeException(
            name
                + " must be "
                + count
                + " integers of at least "
                + least
                + ", found "
                + Arrays.toString(values));
      }
      return values;
    }

    long blockSize() {
      return Math.multiplyExact(Math.multiplyExact(block[0], block[1]), block[2]);
    }

    long columns() {
      return Math.multiplyExact(Math.multiplyExact(counts[0], counts[1]), counts[2]);
    }

    /** Which window has position {@code at} of the image at its position {@code k}, or -1. */
    long window(int axis, long at, long k) {
      long start = at + before[axis] - k * dilations[axis];
      boolean starts = start >= 0 && start % strides[axis] == 0;
      return starts && start / strides[axis] < counts[axis] ? start / strides[axis] : -1;
    }
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> in = inference.input(0).dims();
    long[] image = inference.integers(1);
    long[] block = inference.integers(2);
    inference.input(1);
    inference.input(2);
    if (in != null && in.size() != 3) {
      throw new InvalidNodeException("expected [N, C · block, L], found " + in);
    }
    if (in == null || image == null || block == null) {
      inference.outputOfRank(0, type, image == null ? -1 : image.length + 2);
      return;
    }
    Windows windows = Windows.of(inference.attributes(), image, block);
    long blockSize = windows.blockSize();
    boolean fits =
        (!in.get(1).isKnown() || in.get(1).value() % blockSize == 0)
            && (!in.get(2).isKnown() || in.get(2).value() == windows.columns());
    if (!fits) {
      throw new InvalidNodeException(
          "input "
              + in
              + " does not hold "
              + windows.columns()
              + " windows of "
              + blockSize
              + " elements");
    }
    List<Dim> out = new ArrayList<>(List.of(in.get(0), in.get(1).dividedBy(Dim.of(blockSize))));
    for (long length : image) {
      out.add(Dim.of(length));
    }
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireNumber(binding.inputType(0));
    Windows windows =
        Windows.of(
            binding.node().attributes(), Integers.read(binding, 1), Integers.read(binding, 2));
    return List.of(new Add(binding.input(0), binding.output(0), windows));
  }

  private static final class Add extends BlockTask {
    private final Tensor in;
    private final Tensor out;
    private final Windows windows;
    private final long columns;

    Add(Tensor in, Tensor out, Windows windows) {
      super(out.elementCount(), windows.blockSize());
      this.in = in;
      this.out = out;
      this.windows = windows;
      this.columns = windows.columns();
      Shape shape = in.shape();
      if (shape.dim(2) != columns) {
        throw new InvalidNodeException("expected " + columns + " windows, found " + in);
      }
    }

    @Override
    protected void range(long start, long end) {
      long[] image = windows.image();
      for (long i = start; i < end; i++) {
        long x = i % image[2];
        long y = i / image[2] % image[1];
        long z = i / image[2] / image[1] % image[0];
        long channel = i / image[2] / image[1] / image[0];
        Elements.setReal(out.type(), out.segment(), i, sum(channel, z, y, x));
      }
    }

    private double sum(long channel, long z, long y, long x) {
      long[] block = windows.block();
      double sum = 0;
      for (long kz = 0; kz < block[0]; kz++) {
        long atZ = windows.window(0, z, kz);
        for (long ky = 0; ky < block[1] && atZ >= 0; ky++) {
          long atY = windows.window(1, y, ky);
          for (long kx = 0; kx < block[2] && atY >= 0; kx++) {
            long atX = windows.window(2, x, kx);
            if (atX >= 0) {
              long column = (atZ * windows.counts()[1] + atY) * windows.counts()[2] + atX;
              long element = (kz * block[1] + ky) * block[2] + kx;
              long row = channel * block[0] * block[1] * block[2] + element;
              sum += Elements.real(in.type(), in.segment(), row * columns + column);
            }
          }
        }
      }
      return sum;
    }
  }
}
