package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;

/** One k: an f32 of each left row by a panel row of f32, or of f16, which is widened on the way. */
final class FloatStep extends ProductStep {
  private final boolean half;

  FloatStep(Assembler a, VectorUnit unit, int rows, int vectors, boolean half) {
    super(a, unit, rows, vectors);
    this.half = half;
  }

  @Override
  void step(int disp) {
    for (int vector = 0; vector < vectors; vector++) {
      if (half) {
        a.vcvtph2ps(right(vector), mem(R12, vector * unit.bytes() / 2));
      } else {
        a.vmovups(right(vector), panel(vector));
      }
    }
    for (int row = 0; row < rows; row++) {
      a.vbroadcastss(left(row), element(row, disp));
      for (int vector = 0; vector < vectors; vector++) {
        a.vfmadd231ps(at(row, vector), left(row), right(vector));
      }
    }
  }
}
