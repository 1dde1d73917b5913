package lanewise.bench.input;

import lanewise.kernels.Tensor;

/** An input as plain arrays, so that every engine gets the same: one of both is null. */
public record InputData(long[] shape, float[] reals, long[] integers) {
  /** A Lanewise tensor of a copy. */
  public Tensor tensor() {
    return reals != null ? Tensor.of(reals, shape) : Tensor.of(integers, shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof InputData that
        && java.util.Arrays.equals(shape, that.shape)
        && java.util.Arrays.equals(reals, that.reals)
        && java.util.Arrays.equals(integers, that.integers);
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return (reals != null ? "f32" : "i64") + java.util.Arrays.toString(shape);
  }
}
