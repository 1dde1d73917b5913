package lanewise.kernels.machine.block.chain;

import lanewise.kernels.machine.VectorUnit;

/**
 * How decoded weights lie: groups of columns behind each other, in a group step after step of 16
 * elements of k, in a step column after column.
 *
 * @param unit the vectors
 */
record ChainPanel(VectorUnit unit) {
  /** Elements of k that go to one chain each. */
  static final int CHAINS = 16;

  /** Bytes of one column's step. */
  static final int STEP_BYTES = CHAINS * Float.BYTES;

  /** Columns of a panel: as many as two vectors have lanes. */
  int columns() {
    return 2 * unit.lanes();
  }

  /** Rows of a tile. */
  int tileRows() {
    return unit == VectorUnit.AVX512 ? 6 : 3;
  }

  /**
   * Columns of a tile: with the rows they leave one register for each column of the weights and one
   * or two for the activations.
   */
  int tileColumns() {
    return unit == VectorUnit.AVX512 ? 4 : 2;
  }

  int groups() {
    return columns() / tileColumns();
  }

  /** Bytes from one step of a column to the next. */
  int pitch() {
    return tileColumns() * STEP_BYTES;
  }

  /** Where a column's first step of a run of {@code steps} is. */
  long columnAt(int column, int steps) {
    int group = column / tileColumns();
    return (long) group * steps * pitch() + (long) (column % tileColumns()) * STEP_BYTES;
  }

  /** Bytes of a panel's run. */
  long bytes(int steps) {
    return (long) groups() * steps * pitch();
  }

  /** Bytes of a tile's chains, when they rest between runs. */
  int restingBytes() {
    return tileRows() * tileColumns() * STEP_BYTES;
  }
}
