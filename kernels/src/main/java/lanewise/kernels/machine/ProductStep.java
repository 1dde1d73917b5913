package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * What one step of k is in a product's tile: how its elements are read and multiplied. {@link
 * ProductCode} writes the loop around it. The accumulators take the first registers; behind them
 * are those of the right-hand side and two of the left.
 */
abstract class ProductStep {
  final Assembler a;
  final VectorUnit unit;
  final int rows;
  final int vectors;

  ProductStep(Assembler a, VectorUnit unit, int rows, int vectors) {
    this.a = a;
    this.unit = unit;
    this.rows = rows;
    this.vectors = vectors;
  }

  /** Bytes of a left row that one step takes: 4 or 8. */
  int leftBytes() {
    return 4;
  }

  /** Loads constants; once in a routine. */
  void prepare() {}

  /** What precedes a tile's steps. */
  void begin() {}

  /** What follows a tile's steps, before its sums are stored. */
  void end() {}

  /** Multiplies one step. R12 is at its panel row; {@code disp} is where its left bytes are. */
  abstract void step(int disp);

  /** Whether there may be a last step that is incomplete. */
  boolean hasTail() {
    return false;
  }

  /**
   * The last, incomplete step. RBX is the block's {@link ProductBlock#K_TAIL_MASK}, which is not 0.
   */
  void tail() {
    throw new IllegalStateException("these steps are never incomplete");
  }

  final Vec at(int row, int vector) {
    return unit.v(row * vectors + vector);
  }

  final Vec right(int vector) {
    return unit.v(rows * vectors + vector);
  }

  /** Two registers in turn, so that a load need not wait for the row before. */
  final Vec left(int row) {
    return unit.v((rows + 1) * vectors + row % 2);
  }

  /** A vector of the panel's row. */
  final Mem panel(int vector) {
    return mem(R12, vector * unit.bytes());
  }

  /** A place in a left row. */
  static Mem element(int row, int disp) {
    Gp base = row < 3 ? R14 : R15;
    int within = row % 3;
    return within == 0 ? mem(base, disp) : mem(base, R10, within, disp);
  }
}
