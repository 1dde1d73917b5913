package lanewise.kernels.contract;

import java.util.Random;

/** Normally distributed numbers from a table: computing each anew would take most tests' time. */
final class Normals {
  private static final double[] TABLE = new double[1 << 16];

  static {
    Random random = new Random(7);
    for (int i = 0; i < TABLE.length; i++) {
      TABLE[i] = random.nextGaussian();
    }
  }

  private Normals() {}

  static double next(Random random) {
    return TABLE[random.nextInt() >>> 16];
  }
}
