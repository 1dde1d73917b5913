package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;

/** Kernels on rows; a part is a few rows. */
public final class VectorRowKernels implements RowKernels {
  /** Elements of a part: enough to outweigh handing it out. */
  private static final int PART_ELEMENTS = 8192;

  @Override
  public Task softmax(MatrixView in, MatrixView out) {
    requireRows(in, out);
    return new Rows(in, out, new Softmax(in, out));
  }

  @Override
  public Task logSoftmax(MatrixView in, MatrixView out) {
    requireRows(in, out);
    return new Rows(in, out, new LogSoftmax(in, out));
  }

  @Override
  public Task layerNorm(
      MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out) {
    requireRows(in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    if (bias != null) {
      Bounds.requireFloats("bias", bias, in.columns());
    }
    return new Rows(in, out, new LayerNorm(in, scale, bias, epsilon, out));
  }

  @Override
  public Task rmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out) {
    requireRows(in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    return new Rows(in, out, new RmsNorm(in, scale, epsilon, out));
  }

  private static void requireRows(MatrixView in, MatrixView out) {
    Bounds.requireRows("in", in, in.rows(), in.columns());
    Bounds.requireRows("out", out, in.rows(), in.columns());
  }

  /** What happens to one row. */
  private sealed interface RowKernel {
    void run(long inAt, long outAt);
  }

  /** Cuts a matrix into parts of whole rows. */
  private record Rows(MatrixView in, MatrixView out, RowKernel kernel) implements Task {
    private int rowsPerPart() {
      return Math.max(1, PART_ELEMENTS / in.columns());
    }

    @Override
    public int parts() {
      return in.columns() == 0 ? 0 : Math.ceilDiv(in.rows(), rowsPerPart());
    }

    @Override
    public void run(int part, int worker) {
      int first = part * rowsPerPart();
      int end = (int) Math.min((long) first + rowsPerPart(), in.rows());
      for (int row = first; row < end; row++) {
        kernel.run(
            in.byteOffset() + row * in.rowStride() * Float.BYTES,
            out.byteOffset() + row * out.rowStride() * Float.BYTES);
      }
    }
  }

  private record Softmax(MatrixView in, MatrixView out) implements RowKernel {
    @Override
    public void run(long inAt, long outAt) {
      int n = in.columns();
      MemorySegment to = out.segment();
      float max = RowSums.max(in.segment(), inAt, n);
      VectorRows.exponentials(in.segment(), inAt, to, outAt, n, max);
      float sum = RowSums.sum(to, outAt, n);
      VectorRows.shiftAndScale(to, outAt, to, outAt, n, 0f, 1 / sum);
    }
  }

  private record LogSoftmax(MatrixView in, MatrixView out) implements RowKernel {
    @Override
    public void run(long inAt, long outAt) {
      int n = in.columns();
      MemorySegment from = in.segment();
      float max = RowSums.max(from, inAt, n);
      float logSum = (float) Math.log(RowSums.exponentials(from, inAt, n, max));
      VectorRows.shiftAndScale(from, inAt, out.segment(), outAt, n, max + logSum, 1f);
    }
  }

  private record LayerNorm(
      MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out)
      implements RowKernel {
    @Override
    public void run(long inAt, long outAt) {
      int n = in.columns();
      MemorySegment from = in.segment();
      MemorySegment to = out.segment();
      float mean = RowSums.sum(from, inAt, n) / n;
      double variance = (double) RowSums.squares(from, inAt, n, mean) / n;
      float inverse = (float) (1 / Math.sqrt(variance + epsilon));
      if (bias == null) {
        VectorRows.normalize(from, inAt, to, outAt, n, mean, inverse, scale);
      } else {
        VectorRows.normalize(from, inAt, to, outAt, n, mean, inverse, scale, bias);
      }
    }
  }

  private record RmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out)
      implements RowKernel {
    @Override
    public void run(long inAt, long outAt) {
      int n = in.columns();
      MemorySegment from = in.segment();
      double meanSquare = (double) RowSums.squares(from, inAt, n, 0f) / n;
      float inverse = (float) (1 / Math.sqrt(meanSquare + epsilon));
      VectorRows.normalize(from, inAt, out.segment(), outAt, n, 0f, inverse, scale);
    }
  }
}
