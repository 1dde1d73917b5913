package lanewise.engine.op.image;

import java.util.Arrays;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Strides;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * Each element of the output as a weighted sum of neighbours: for every axis that changes, each
 * position of the output has a run of positions of the input and their weights.
 */
final class ResizeTask extends BlockTask {
  /** The most axes that change, beyond which the sum would have too many nested loops. */
  private static final int MOST_AXES = 4;

  /**
   * An axis' positions, weights and whether a position is outside; {@code taps} for each output.
   */
  private record Axis(
      long stride, long length, int taps, long[] positions, double[] weights, boolean[] outside) {}

  private final Tensor in;
  private final Tensor out;
  private final Shape outShape;
  private final long[] inStrides;
  private final Axis[] byAxis;
  private final Axis[] moving;
  private final double extrapolation;

  private ResizeTask(Tensor in, Tensor out, Axis[] byAxis, Axis[] moving, double extrapolation) {
    super(out.elementCount(), taps(moving));
    this.in = in;
    this.out = out;
    this.outShape = out.shape();
    this.inStrides = Strides.dense(in.shape());
    this.byAxis = byAxis;
    this.moving = moving;
    this.extrapolation = extrapolation;
  }

  private static long taps(Axis[] moving) {
    long taps = 1;
    for (Axis axis : moving) {
      taps = Math.min(taps * axis.taps(), Integer.MAX_VALUE);
    }
    return taps;
  }

  static ResizeTask of(ResizeRule rule, Tensor in, Tensor out, double[] scales, double[][] region) {
    int rank = in.shape().rank();
    long[] strides = Strides.dense(in.shape());
    Axis[] byAxis = new Axis[rank];
    Axis[] moving = new Axis[rank];
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      boolean stays =
          scales[axis] == 1
              && in.shape().dim(axis) == out.shape().dim(axis)
              && region[0][axis] == 0
              && region[1][axis] == 1;
      if (!stays) {
        byAxis[axis] =
            axis(
                rule,
                strides[axis],
                in.shape().dim(axis),
                out.shape().dim(axis),
                scales[axis],
                region[0][axis],
                region[1][axis]);
        moving[count++] = byAxis[axis];
      }
    }
    if (count > MOST_AXES) {
      throw InvalidNodeException.unsupported(
          count + " axes are resized; at most " + MOST_AXES + " are supported");
    }
    return new ResizeTask(in, out, byAxis, Arrays.copyOf(moving, count), rule.extrapolation());
  }

  private static Axis axis(
      ResizeRule rule, long stride, long in, long out, double scale, double start, double end) {
    boolean nearest = rule.mode() == ResizeRule.Mode.NEAREST;
    double shrink = rule.antialias() ? Math.max(1, 1 / scale) : 1;
    double reach = (rule.mode() == ResizeRule.Mode.LINEAR ? 1 : 2) * shrink;
    // More neighbours than there are, and the padding beyond them, add nothing.
    long wanted = nearest ? 1 : (long) Math.min(2 * Math.ceil(reach), 2.0 * in + 8);
    int taps = Math.toIntExact(wanted);
    int before = taps / 2 - 1;
    long entries = Math.multiplyExact(out, (long) taps);
    HeapLimit.require(Math.multiplyExact(17, entries), "resizing");
    long[] positions = new long[Math.toIntExact(entries)];
    double[] weights = new double[positions.length];
    boolean[] outside = new boolean[Math.toIntExact(out)];
    for (int x = 0; x < out; x++) {
      double at = rule.position(x, scale, in, out, start, end);
      outside[x] = rule.cropsAndResizes() && (at < 0 || at > in - 1);
      if (nearest) {
        positions[x] = clamp(rule.nearest(at), in);
        weights[x] = 1;
        continue;
      }
      double first = Math.floor(at) - before;
      double sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        double neighbour = first + tap;
        boolean inside = neighbour >= 0 && neighbour < in;
        double weight = rule.weight((neighbour - at) / shrink);
        weight = rule.excludesOutside() && !inside ? 0 : weight;
        positions[x * taps + tap] = clamp(neighbour, in);
        weights[x * taps + tap] = weight;
        sum += weight;
      }
      for (int tap = 0; tap < taps && sum != 0; tap++) {
        weights[x * taps + tap] /= sum;
      }
    }
    return new Axis(stride, out, taps, positions, weights, outside);
  }

  private static long clamp(double position, long length) {
    return (long) Math.clamp(position, 0.0, (double) (length - 1));
  }

  @Override
  protected void range(long start, long end) {
    for (long i = start; i < end; i++) {
      long rest = i;
      long base = 0;
      boolean outside = false;
      for (int axis = outShape.rank() - 1; axis >= 0; axis--) {
        long x = rest % outShape.dim(axis);
        rest /= outShape.dim(axis);
        if (byAxis[axis] == null) {
          base += x * inStrides[axis];
        } else {
          outside |= byAxis[axis].outside()[(int) x];
        }
      }
      if (outside) {
        Elements.setReal(out.type(), out.segment(), i, extrapolation);
      } else if (isCopied()) {
        copy(base, i);
      } else {
        store(i, sum(0, base, i));
      }
    }
  }

  /** Whether every axis has one neighbour, so that elements are copied as they are. */
  private boolean isCopied() {
    for (Axis axis : moving) {
      if (axis.taps() != 1) {
        return false;
      }
    }
    return true;
  }

  private void copy(long base, long i) {
    long at = base;
    for (Axis axis : moving) {
      at += axis.positions()[(int) coordinate(axis, i)] * axis.stride();
    }
    Elements.copy(Elements.bytes(in.type()), in.segment(), at, out.segment(), i);
  }

  private long coordinate(Axis wanted, long i) {
    long rest = i;
    for (int axis = outShape.rank() - 1; axis >= 0; axis--) {
      if (byAxis[axis] == wanted) {
        return rest % outShape.dim(axis);
      }
      rest /= outShape.dim(axis);
    }
    return 0;
  }

  private double sum(int depth, long base, long i) {
    if (depth == moving.length) {
      return Elements.real(in.type(), in.segment(), base);
    }
    Axis axis = moving[depth];
    int first = (int) coordinate(axis, i) * axis.taps();
    double sum = 0;
    for (int tap = first; tap < first + axis.taps(); tap++) {
      if (axis.weights()[tap] != 0) {
        sum +=
            axis.weights()[tap] * sum(depth + 1, base + axis.positions()[tap] * axis.stride(), i);
      }
    }
    return sum;
  }

  private void store(long i, double value) {
    switch (out.type()) {
      case INT8 -> Elements.setReal(out.type(), out.segment(), i, Math.clamp(value, -128, 127));
      case UINT8 -> Elements.setReal(out.type(), out.segment(), i, Math.clamp(value, 0, 255));
      default -> Elements.setReal(out.type(), out.segment(), i, value);
    }
  }
}
