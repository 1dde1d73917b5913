package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;

/** Kernels on rows in plain loops; sums are kept in double precision, a part is one row. */
public final class ScalarRowKernels implements RowKernels {
  @Override
  public Task softmax(MatrixView in, MatrixView out) {
    requireRows(in, out);
    return new Softmax(in, out, false);
  }

  @Override
  public Task logSoftmax(MatrixView in, MatrixView out) {
    requireRows(in, out);
    return new Softmax(in, out, true);
  }

  @Override
  public Task layerNorm(
      MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out) {
    requireRows(in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    if (bias != null) {
      Bounds.requireFloats("bias", bias, in.columns());
    }
    return new LayerNorm(in, scale, bias, epsilon, out);
  }

  @Override
  public Task rmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out) {
    requireRows(in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    return new RmsNorm(in, scale, epsilon, out);
  }

  private static void requireRows(MatrixView in, MatrixView out) {
    Bounds.requireRows("in", in, in.rows(), in.columns());
    Bounds.requireRows("out", out, in.rows(), in.columns());
  }

  private static long rowStart(MatrixView matrix, int row) {
    return matrix.byteOffset() + row * matrix.rowStride() * Float.BYTES;
  }

  private static float get(MemorySegment segment, long start, int index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, start + (long) index * Float.BYTES);
  }

  private static void set(MemorySegment segment, long start, int index, float value) {
    segment.set(JAVA_FLOAT_UNALIGNED, start + (long) index * Float.BYTES, value);
  }

  private static int parts(MatrixView in) {
    return in.columns() == 0 ? 0 : in.rows();
  }

  private record Softmax(MatrixView in, MatrixView out, boolean log) implements Task {
    @Override
    public int parts() {
      return ScalarRowKernels.parts(in);
    }

    @Override
    public void run(int row, int worker) {
      long from = rowStart(in, row);
      long to = rowStart(out, row);
      float max = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < in.columns(); i++) {
        max = Math.max(max, get(in.segment(), from, i));
      }
      double sum = 0;
      for (int i = 0; i < in.columns(); i++) {
        sum += Math.exp((double) get(in.segment(), from, i) - max);
      }
      double logSum = Math.log(sum);
      for (int i = 0; i < in.columns(); i++) {
        double shifted = (double) get(in.segment(), from, i) - max;
        double value = log ? shifted - logSum : Math.exp(shifted) / sum;
        set(out.segment(), to, i, (float) value);
      }
    }
  }

  private record LayerNorm(
      MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out)
      implements Task {
    @Override
    public int parts() {
      return ScalarRowKernels.parts(in);
    }

    @Override
    public void run(int row, int worker) {
      long from = rowStart(in, row);
      long to = rowStart(out, row);
      double sum = 0;
      for (int i = 0; i < in.columns(); i++) {
        sum += get(in.segment(), from, i);
      }
      double mean = sum / in.columns();
      double squares = 0;
      for (int i = 0; i < in.columns(); i++) {
        double difference = get(in.segment(), from, i) - mean;
        squares += difference * difference;
      }
      double inverse = 1 / Math.sqrt(squares / in.columns() + epsilon);
      for (int i = 0; i < in.columns(); i++) {
        double value = (get(in.segment(), from, i) - mean) * inverse * get(scale, 0, i);
        set(out.segment(), to, i, (float) (bias == null ? value : value + get(bias, 0, i)));
      }
    }
  }

  private record RmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out)
      implements Task {
    @Override
    public int parts() {
      return ScalarRowKernels.parts(in);
    }

    @Override
    public void run(int row, int worker) {
      long from = rowStart(in, row);
      long to = rowStart(out, row);
      double squares = 0;
      for (int i = 0; i < in.columns(); i++) {
        double x = get(in.segment(), from, i);
        squares += x * x;
      }
      double inverse = 1 / Math.sqrt(squares / in.columns() + epsilon);
      for (int i = 0; i < in.columns(); i++) {
        set(
            out.segment(),
            to,
            i,
            (float) (get(in.segment(), from, i) * inverse * get(scale, 0, i)));
      }
    }
  }
}
