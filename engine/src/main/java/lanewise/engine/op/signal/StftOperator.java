package lanewise.engine.op.signal;

import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code STFT}: the transforms of frames of a signal {@code [N, length, 1 or 2]}. */
final class StftOperator implements Operator {
  private static final int STEP = 1;
  private static final int WINDOW = 2;
  private static final int LENGTH = 3;
  private static final long MOST_LENGTH = 1 << 26;

  private static boolean oneSided(long value) {
    if (value != 0 && value != 1) {
      throw new InvalidNodeException("onesided must be 0 or 1, found " + value);
    }
    return value == 1;
  }

  private static long one(long[] values, String what) {
    if (values.length != 1 || values[0] < 1 || values[0] > MOST_LENGTH) {
      throw new InvalidNodeException(
          what
              + " must be one number from 1 to "
              + MOST_LENGTH
              + ", found "
              + Arrays.toString(values));
    }
    return values[0];
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    boolean oneSided = oneSided(inference.attributes().integer("onesided", 1));
    List<Dim> in = inference.input(0).dims();
    inference.input(STEP);
    long[] step = inference.integers(STEP);
    List<Dim> window = inference.hasInput(WINDOW) ? inference.input(WINDOW).dims() : null;
    long[] given = inference.integers(LENGTH);
    if (!inference.hasInput(LENGTH) && window != null) {
      boolean known = window.size() == 1 && window.getFirst().isKnown();
      given = known ? new long[] {window.getFirst().value()} : null;
    }
    if (in == null || step == null || given == null) {
      inference.outputOfRank(0, type, 4);
      return;
    }
    if (in.size() != 3) {
      throw new InvalidNodeException("expected [N, length, 1 or 2], found " + in);
    }
    long length = one(given, "frame_length");
    long stride = one(step, "frame_step");
    Dim frames = inference.unknown(0, 1);
    if (in.get(1).isKnown()) {
      long room = in.get(1).value() - length;
      if (room < 0) {
        throw new InvalidNodeException("frames of " + length + " do not fit a signal " + in);
      }
      frames = Dim.of(room / stride + 1);
    }
    long bins = oneSided ? length / 2 + 1 : length;
    inference.output(0, type, List.of(in.get(0), frames, Dim.of(bins), Dim.of(2)));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    Tensor window = binding.hasInput(WINDOW) ? binding.input(WINDOW) : null;
    long length =
        binding.hasInput(LENGTH)
            ? one(Integers.read(binding, LENGTH), "frame_length")
            : window == null ? 0 : window.elementCount();
    if (length < 1 || (window != null && window.elementCount() != length)) {
      throw new InvalidNodeException(
          "frames of " + length + " elements do not fit window " + window);
    }
    long parts = binding.inputShape(0).dim(2);
    if (parts != 1 && parts != 2) {
      throw new InvalidNodeException("expected 1 or 2 parts, found " + binding.input(0));
    }
    HeapLimit.require(
        Math.multiplyExact(8L * binding.workers(), Fourier.doubles(length)), "a transform");
    Fourier[] byWorker = new Fourier[binding.workers()];
    for (int i = 0; i < byWorker.length; i++) {
      byWorker[i] = new Fourier((int) length);
    }
    long step = one(Integers.read(binding, STEP), "frame_step");
    return List.of(
        new Frames(binding.input(0), window, binding.output(0), (int) length, step, byWorker));
  }

  /** A part is one frame. */
  private static final class Frames implements Task {
    private final Tensor in;
    private final Tensor window;
    private final Tensor out;
    private final int length;
    private final long step;
    private final Fourier[] byWorker;

    Frames(Tensor in, Tensor window, Tensor out, int length, long step, Fourier[] byWorker) {
      this.in = in;
      this.window = window;
      this.out = out;
      this.length = length;
      this.step = step;
      this.byWorker = byWorker;
    }

    @Override
    public int parts() {
      return Math.toIntExact(out.shape().elementCount(0, 2));
    }

    @Override
    public void run(int part, int worker) {
      Fourier fourier = byWorker[worker];
      long frames = out.shape().dim(1);
      long inParts = in.shape().dim(2);
      long start = part / frames * in.shape().dim(1) + part % frames * step;
      for (int i = 0; i < length; i++) {
        double weight = window == null ? 1 : Elements.real(window.type(), window.segment(), i);
        long at = (start + i) * inParts;
        fourier.real[i] = weight * Elements.real(in.type(), in.segment(), at);
        fourier.imaginary[i] =
            inParts == 2 ? weight * Elements.real(in.type(), in.segment(), at + 1) : 0;
      }
      fourier.transform(false);
      int bins = out.shape().intDim(2);
      for (int i = 0; i < bins; i++) {
        long at = ((long) part * bins + i) * 2;
        Elements.setReal(out.type(), out.segment(), at, fourier.real[i]);
        Elements.setReal(out.type(), out.segment(), at + 1, fourier.imaginary[i]);
      }
    }
  }
}
