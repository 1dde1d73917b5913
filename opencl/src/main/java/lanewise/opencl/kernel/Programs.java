package lanewise.opencl.kernel;

import lanewise.opencl.driver.ProgramSource;

/** The programs of this package: one a family, each built when a kernel of it is first bound. */
final class Programs {
  static final ProgramSource ELEMENTWISE = source("functions", "elementwise");
  static final ProgramSource ARITHMETIC = source("functions", "numbers", "arithmetic");
  static final ProgramSource MOVEMENT = source("movement");
  static final ProgramSource ROWS = source("functions", "groups", "rows");
  static final ProgramSource REDUCTIONS = source("functions", "numbers", "groups", "reductions");
  static final ProgramSource QUANTIZATION = source("numbers", "groups", "quantization");
  static final ProgramSource ROTARY = source("rotary");
  static final ProgramSource ATTENTION = source("functions", "attention");
  static final ProgramSource BLOCKS = source("codebooks", "blocks");

  /** Work-items of a group where items have nothing to do with each other. */
  static final int GROUP = 256;

  /** Work-items of a group that shares a row: as many as the row has lanes. */
  static final int ROW_GROUP = 128;

  private Programs() {}

  private static ProgramSource source(String... files) {
    String[] all = new String[files.length + 2];
    all[0] = "kernel/codes.cl";
    all[1] = "kernel/prelude.cl";
    for (int i = 0; i < files.length; i++) {
      all[i + 2] = "kernel/" + files[i] + ".cl";
    }
    return ProgramSource.of(all);
  }
}
