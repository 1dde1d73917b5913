package lanewise.engine.op.signal;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code DFT} of {@code […, 1]} reals or {@code […, 2]} complex numbers.
 *
 * @param axisInput whether the axis is an input, else an attribute
 */
record DftOperator(boolean axisInput) implements Operator {
  private static final int LENGTH = 1;
  private static final int AXIS = 2;
  private static final long MOST_LENGTH = 1 << 26;

  private static boolean flag(Attributes attributes, String name) {
    long value = attributes.integer(name, 0);
    if (value != 0 && value != 1) {
      throw new InvalidNodeException(name + " must be 0 or 1, found " + value);
    }
    return value == 1;
  }

  private int axis(Attributes attributes, long[] given, int rank) {
    if (given != null && given.length != 1) {
      throw new InvalidNodeException("the axis must be one number");
    }
    long listed = axisInput ? given == null ? -2 : given[0] : attributes.integer("axis", 1);
    int axis = Inference.axis(listed, rank);
    if (axis == rank - 1) {
      throw new InvalidNodeException("the axis must not be the last, which holds the parts");
    }
    return axis;
  }

  /** The transform's length, given that of the input along the axis. */
  private static long length(long[] given, long in, boolean toReal) {
    if (given != null && given.length != 1) {
      throw new InvalidNodeException("dft_length must be one number");
    }
    long length = given != null ? given[0] : toReal ? Math.max(1, 2 * (in - 1)) : in;
    if (length < 1 || length > MOST_LENGTH) {
      throw new InvalidNodeException(
          "the transform's length must be 1 to " + MOST_LENGTH + ", found " + length);
    }
    return length;
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    Attributes attributes = inference.attributes();
    boolean inverse = flag(attributes, "inverse");
    boolean oneSided = flag(attributes, "onesided");
    List<Dim> dims = inference.input(0).dims();
    boolean pending =
        (inference.hasInput(LENGTH) && inference.integers(LENGTH) == null)
            || (axisInput && inference.hasInput(AXIS) && inference.integers(AXIS) == null);
    if (dims == null || pending) {
      inference.outputOfRank(0, type, dims == null ? -1 : dims.size());
      return;
    }
    Dim parts = dims.isEmpty() ? Dim.of(0) : dims.getLast();
    if (dims.size() < 2 || (parts.isKnown() && !parts.is(1) && !parts.is(2))) {
      throw new InvalidNodeException("expected […, 1] or […, 2], found " + dims);
    }
    int axis = axis(attributes, axisInput ? inference.integers(AXIS) : null, dims.size());
    boolean toReal = inverse && oneSided;
    long[] given = inference.integers(LENGTH);
    List<Dim> out = new ArrayList<>(dims);
    out.set(dims.size() - 1, Dim.of(toReal ? 1 : 2));
    if (dims.get(axis).isKnown() || given != null) {
      long in = dims.get(axis).isKnown() ? dims.get(axis).value() : 1;
      long length = length(given, in, toReal);
      out.set(axis, Dim.of(oneSided && !inverse ? length / 2 + 1 : length));
    } else if (oneSided) {
      out.set(axis, inference.unknown(0, axis));
    }
    inference.output(0, type, out);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    Attributes attributes = binding.node().attributes();
    boolean inverse = flag(attributes, "inverse");
    boolean oneSided = flag(attributes, "onesided");
    Shape in = binding.inputShape(0);
    int axis = axis(attributes, axisInput ? Integers.read(binding, AXIS) : null, in.rank());
    long length = length(Integers.read(binding, LENGTH), in.dim(axis), inverse && oneSided);
    HeapLimit.require(
        Math.multiplyExact(8L * binding.workers(), Fourier.doubles(length)), "a transform");
    Fourier[] byWorker = new Fourier[binding.workers()];
    for (int i = 0; i < byWorker.length; i++) {
      byWorker[i] = new Fourier((int) length);
    }
    return List.of(
        new Transforms(
            binding.input(0), binding.output(0), axis, (int) length, inverse, oneSided, byWorker));
  }

  /** A part is one run along the axis. */
  private static final class Transforms implements Task {
    private final Tensor in;
    private final Tensor out;
    private final int length;
    private final boolean inverse;
    private final boolean mirrored;
    private final Fourier[] byWorker;
    private final AxisView from;
    private final AxisView to;
    private final int inParts;
    private final int outParts;

    Transforms(
        Tensor in,
        Tensor out,
        int axis,
        int length,
        boolean inverse,
        boolean oneSided,
        Fourier[] byWorker) {
      this.in = in;
      this.out = out;
      this.length = length;
      this.inverse = inverse;
      this.mirrored = inverse && oneSided;
      this.byWorker = byWorker;
      this.inParts = in.shape().intDim(-1);
      this.outParts = out.shape().intDim(-1);
      this.from = view(in.shape(), axis);
      this.to = view(out.shape(), axis);
    }

    /** Around the axis, the last one aside. */
    private static AxisView view(Shape shape, int axis) {
      return new AxisView(
          shape.elementCount(0, axis),
          shape.dim(axis),
          shape.elementCount(axis + 1, shape.rank() - 1));
    }

    @Override
    public int parts() {
      return out.elementCount() == 0 ? 0 : Math.toIntExact(to.lanes());
    }

    @Override
    public void run(int part, int worker) {
      Fourier fourier = byWorker[worker];
      long start = from.start(part);
      for (int i = 0; i < length; i++) {
        boolean inside = i < from.length();
        long at = (start + i * from.inner()) * inParts;
        fourier.real[i] = inside ? Elements.real(in.type(), in.segment(), at) : 0;
        fourier.imaginary[i] =
            inside && inParts == 2 ? Elements.real(in.type(), in.segment(), at + 1) : 0;
      }
      for (int i = length / 2 + 1; i < length && mirrored; i++) {
        fourier.real[i] = fourier.real[length - i];
        fourier.imaginary[i] = -fourier.imaginary[length - i];
      }
      fourier.transform(inverse);
      double scale = inverse ? 1.0 / length : 1;
      long first = to.start(part);
      for (int i = 0; i < to.length(); i++) {
        long at = (first + i * to.inner()) * outParts;
        Elements.setReal(out.type(), out.segment(), at, fourier.real[i] * scale);
        if (outParts == 2) {
          Elements.setReal(out.type(), out.segment(), at + 1, fourier.imaginary[i] * scale);
        }
      }
    }
  }
}
