package lanewise.engine.op.spatial;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Activation;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;
import lanewise.natives.memory.NativeMemory;

/**
 * A convolution of f32 as matrix products: weights {@code [M, k]} times the windows {@code [k,
 * positions]}, some rows of the output at a time, so that the windows stay in the cache.
 */
final class ConvProduct {
  private static final long BLOCK_ELEMENTS = 1L << 20;
  private static final long LEAST_OUT_CHANNELS = 4;
  private static final long MOST_TASKS = 1L << 16;

  private ConvProduct() {}

  /** Whether the products are large enough to be worth packing. */
  static boolean suits(ConvShape shape) {
    SlidingWindow window = shape.window();
    long size = window.outPlane();
    return shape.outPerGroup() >= LEAST_OUT_CHANNELS
        && shape.depth() > 0
        && shape.depth() <= Integer.MAX_VALUE
        && size > 0
        && shape.batch() * shape.groups() * blocks(shape) <= MOST_TASKS
        && Math.multiplyHigh(shape.depth(), rowsPerBlock(shape) * window.out()[2]) == 0;
  }

  private static long rows(ConvShape shape) {
    return shape.window().out()[0] * shape.window().out()[1];
  }

  private static long rowsPerBlock(ConvShape shape) {
    long rowElements = Math.max(1, shape.depth() * shape.window().out()[2]);
    return Math.clamp(BLOCK_ELEMENTS / rowElements, 1, Math.max(1, rows(shape)));
  }

  private static long blocks(ConvShape shape) {
    long perBlock = rowsPerBlock(shape);
    return (rows(shape) + perBlock - 1) / perBlock;
  }

  private static long windowBytes(ConvShape shape) {
    if (shape.window().isPointwise()) {
      return 0;
    }
    long positions = rowsPerBlock(shape) * shape.window().out()[2];
    return NativeMemory.roundUp(Math.multiplyExact(Float.BYTES * shape.depth(), positions));
  }

  static long scratchBytes(KernelTier tier, ConvShape shape) {
    int positions = Math.toIntExact(rowsPerBlock(shape) * shape.window().out()[2]);
    int depth = Math.toIntExact(shape.depth());
    return Math.addExact(windowBytes(shape), tier.matMulF32().packedBytes(depth, positions));
  }

  static List<Task> bind(Binding binding, ConvShape shape) {
    List<Task> tasks = new ArrayList<>();
    boolean bias = binding.hasInput(2);
    if (bias) {
      Elements.requireReal(binding.inputType(2));
      tasks.add(new FillBias(binding.input(2), binding.output(0), shape));
    }
    long rows = rows(shape);
    long perBlock = rowsPerBlock(shape);
    for (long batch = 0; batch < shape.batch(); batch++) {
      for (long group = 0; group < shape.groups(); group++) {
        for (long row = 0; row < rows; row += perBlock) {
          long count = Math.min(perBlock, rows - row);
          bindBlock(binding, shape, batch * shape.groups() + group, row, count, tasks);
        }
      }
    }
    return tasks;
  }

  private static void bindBlock(
      Binding binding, ConvShape shape, long item, long row, long rows, List<Task> tasks) {
    MatMulF32 kernel = binding.tier().matMulF32();
    SlidingWindow window = shape.window();
    MemorySegment scratch = binding.scratch();
    long windowBytes = windowBytes(shape);
    long firstPosition = row * window.out()[2];
    int positions = Math.toIntExact(rows * window.out()[2]);
    int depth = Math.toIntExact(shape.depth());
    int outChannels = Math.toIntExact(shape.outPerGroup());
    long inStart = item * shape.inPerGroup() * window.inPlane();
    MatrixView windows;
    if (window.isPointwise()) {
      windows =
          new MatrixView(
              binding.input(0).segment(),
              Float.BYTES * (inStart + firstPosition),
              depth,
              positions,
              window.inPlane(),
              1);
    } else {
      windows = MatrixView.dense(scratch, depth, positions);
      tasks.add(new WindowRows(window, binding.input(0), inStart, row, rows, depth, scratch));
    }
    MemorySegment packedMemory = scratch.asSlice(windowBytes);
    PackedMatrix packed = kernel.packed(depth, positions, packedMemory);
    tasks.add(kernel.pack(windows, packed));
    long group = item % shape.groups();
    MatrixView weights =
        new MatrixView(
            binding.input(1).segment(),
            Float.BYTES * group * outChannels * depth,
            outChannels,
            depth,
            depth,
            1);
    long outStart = item * outChannels * window.outPlane() + firstPosition;
    MatrixView out =
        new MatrixView(
            binding.output(0).segment(),
            Float.BYTES * outStart,
            outChannels,
            positions,
            window.outPlane(),
            1);
    Epilogue epilogue =
        binding.hasInput(2) ? new Epilogue(null, Activation.NONE, out) : Epilogue.NONE;
    tasks.add(kernel.multiply(weights, packed, out, epilogue));
  }

  /** Writes each channel's bias to all its positions; the product is then added to them. */
  private static final class FillBias extends BlockTask {
    private final Tensor bias;
    private final Tensor out;
    private final long channels;
    private final long plane;

    FillBias(Tensor bias, Tensor out, ConvShape shape) {
      super(shape.batch() * shape.outChannels(), shape.window().outPlane());
      if (bias.type() != out.type()) {
        throw new InvalidNodeException("bias " + bias + " is not of the output's type");
      }
      this.bias = bias;
      this.out = out;
      this.channels = shape.outChannels();
      this.plane = shape.window().outPlane();
    }

    @Override
    protected void range(long start, long end) {
      for (long item = start; item < end; item++) {
        double value = Elements.real(bias.type(), bias.segment(), item % channels);
        for (long i = item * plane; i < (item + 1) * plane; i++) {
          Elements.setReal(out.type(), out.segment(), i, value);
        }
      }
    }
  }
}
