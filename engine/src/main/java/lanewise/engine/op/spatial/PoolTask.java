package lanewise.engine.op.spatial;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** One number for each window of each plane. */
final class PoolTask extends BlockTask {
  /** What becomes of a window's elements. */
  enum Kind {
    AVERAGE,
    LP,
    MAX
  }

  private final Kind kind;
  private final SlidingWindow window;
  private final boolean countPadding;
  private final double p;
  private final boolean columnMajor;
  private final Tensor in;
  private final Tensor out;
  private final Tensor indices;

  /**
   * A task over the rows of the output.
   *
   * @param out null when only the indices are wanted
   * @param indices where each maximum is, or null
   */
  PoolTask(
      Kind kind,
      SlidingWindow window,
      long planes,
      boolean countPadding,
      long p,
      boolean columnMajor,
      Tensor in,
      Tensor out,
      Tensor indices) {
    super(
        window.outPlane() == 0 ? 0 : planes * window.out()[0] * window.out()[1],
        window.out()[2] * Math.min(window.kernelSize(), Math.max(1, window.inPlane())));
    this.kind = kind;
    this.window = window;
    this.countPadding = countPadding;
    this.p = p;
    this.columnMajor = columnMajor;
    this.in = in;
    this.out = out;
    this.indices = indices;
  }

  @Override
  protected void range(long start, long end) {
    long height = window.out()[1];
    long width = window.out()[2];
    for (long row = start; row < end; row++) {
      long y = row % height;
      long rest = row / height;
      long z = rest % window.out()[0];
      long plane = rest / window.out()[0];
      for (long x = 0; x < width; x++) {
        if (kind == Kind.MAX) {
          max(plane, z, y, x, row * width + x);
        } else {
          sum(plane, z, y, x, row * width + x);
        }
      }
    }
  }

  private void sum(long plane, long z, long y, long x, long to) {
    long[] sizes = window.in();
    long endZ = window.end(0, z);
    long endY = window.end(1, y);
    long endX = window.end(2, x);
    double sum = 0;
    long count = 0;
    for (long kz = window.first(0, z); kz < endZ; kz++) {
      long atZ = plane * sizes[0] + window.start(0, z) + kz * window.dilations()[0];
      for (long ky = window.first(1, y); ky < endY; ky++) {
        long atY = atZ * sizes[1] + window.start(1, y) + ky * window.dilations()[1];
        for (long kx = window.first(2, x); kx < endX; kx++) {
          long at = atY * sizes[2] + window.start(2, x) + kx * window.dilations()[2];
          double value = Elements.real(in.type(), in.segment(), at);
          sum += kind == Kind.AVERAGE ? value : power(Math.abs(value));
          count++;
        }
      }
    }
    double result;
    if (kind == Kind.LP) {
      result = p == 1 ? sum : p == 2 ? Math.sqrt(sum) : Math.pow(sum, 1 / p);
    } else if (countPadding) {
      result = sum / (window.padded(0, z) * window.padded(1, y) * (double) window.padded(2, x));
    } else {
      result = count == 0 ? 0 : sum / count;
    }
    Elements.setReal(out.type(), out.segment(), to, result);
  }

  private double power(double value) {
    return p == 1 ? value : p == 2 ? value * value : Math.pow(value, p);
  }

  private void max(long plane, long z, long y, long x, long to) {
    long[] sizes = window.in();
    long endZ = window.end(0, z);
    long endY = window.end(1, y);
    long endX = window.end(2, x);
    double most = Double.NEGATIVE_INFINITY;
    long where = -1;
    for (long kz = window.first(0, z); kz < endZ; kz++) {
      long atZ = plane * sizes[0] + window.start(0, z) + kz * window.dilations()[0];
      for (long ky = window.first(1, y); ky < endY; ky++) {
        long atY = atZ * sizes[1] + window.start(1, y) + ky * window.dilations()[1];
        for (long kx = window.first(2, x); kx < endX; kx++) {
          long at = atY * sizes[2] + window.start(2, x) + kx * window.dilations()[2];
          double value = Elements.real(in.type(), in.segment(), at);
          if (where < 0 || value > most || (Double.isNaN(value) && !Double.isNaN(most))) {
            most = value;
            where = at;
          }
        }
      }
    }
    if (out != null) {
      Elements.setReal(out.type(), out.segment(), to, most);
    }
    if (indices != null) {
      indices.segment().setAtIndex(JAVA_LONG_UNALIGNED, to, index(plane, where));
    }
  }

  private long index(long plane, long at) {
    if (!columnMajor || at < 0) {
      return at;
    }
    long[] sizes = window.in();
    long x = at % sizes[2];
    long y = at / sizes[2] % sizes[1];
    long z = at / sizes[2] / sizes[1] % sizes[0];
    return plane * window.inPlane() + z + sizes[0] * (y + sizes[1] * x);
  }
}
