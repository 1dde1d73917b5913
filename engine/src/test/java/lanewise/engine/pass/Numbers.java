package lanewise.engine.pass;

import java.util.Random;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Seeded numbers for tests. */
final class Numbers {
  private Numbers() {}

  /** Normally distributed f32 numbers. */
  static Tensor tensor(long seed, long... dims) {
    Random random = new Random(seed);
    float[] values = new float[Math.toIntExact(Shape.of(dims).elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Tensor.of(values, dims);
  }
}
