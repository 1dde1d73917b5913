package lanewise.opencl.product;

import lanewise.opencl.driver.ProgramSource;

/** The program that lays right-hand sides out. */
final class Packing {
  static final ProgramSource PROGRAM = ProgramSource.of("product/pack.cl");

  private Packing() {}

  /** Work-items of a group along n and k. */
  static long[] group() {
    return new long[] {32, 4};
  }
}
