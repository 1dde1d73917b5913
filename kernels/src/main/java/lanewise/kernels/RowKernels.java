package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/** Kernels that treat each row of an f32 matrix by itself. Output may be the input. */
public interface RowKernels {
  /** Softmax of each row: e^(x - max) over the row's sum. Unit column strides. */
  Task softmax(MatrixView in, MatrixView out);

  /** x - max - log of the row's sum of e^(x - max). Unit column strides. */
  Task logSoftmax(MatrixView in, MatrixView out);

  /**
   * {@code out = (x - mean) / √(variance + epsilon) · scale + bias}, mean and variance over the
   * row.
   *
   * @param scale one value a column
   * @param bias one value a column, or null
   */
  Task layerNorm(
      MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out);

  /** {@code out = x / √(mean of x² + epsilon) · scale}. */
  Task rmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out);
}
