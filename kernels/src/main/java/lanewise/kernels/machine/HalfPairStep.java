package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.RBX;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Vec;

/**
 * Two k by a panel row of bf16, in which each 32-bit lane holds a column's pair, the first in the
 * low half.
 *
 * <p>With an f32 left-hand side each half of the lanes is widened and multiplied, the first first.
 * With a bf16 one it is the pair's dot product; without AVX512-BF16 that is the same arithmetic on
 * widened halves, the second first, under a control register that takes subnormals as zeros.
 */
final class HalfPairStep extends ProductStep {
  /** How a pair is multiplied. */
  enum Kind {
    /** f32 on the left. */
    WIDENED,
    /** bf16 on the left, by AVX512-BF16. */
    DOT,
    /** bf16 on the left, without. */
    FLUSHED
  }

  private static final int HIGH_HALF = 0xffff0000;

  /** The bits of MXCSR by which results and operands that are subnormal become zero. */
  private static final int FLUSH_AND_DENORMALS_ARE_ZERO = 0x8040;

  private final Kind kind;
  private final TileFrame frame;

  HalfPairStep(Assembler a, VectorUnit unit, int rows, int vectors, Kind kind, TileFrame frame) {
    super(a, unit, rows, vectors);
    this.kind = kind;
    this.frame = frame;
  }

  @Override
  int leftBytes() {
    return kind == Kind.WIDENED ? 8 : 4;
  }

  @Override
  void prepare() {
    if (unit == VectorUnit.AVX512 && kind != Kind.DOT) {
      unit.broadcast(a, unit.v(31), HIGH_HALF);
    }
    if (kind == Kind.FLUSHED) {
      a.vstmxcsr(frame.spare(0));
      a.mov32(RBX, frame.spare(0));
      a.or(RBX, FLUSH_AND_DENORMALS_ARE_ZERO);
      a.mov32(frame.spare(1), RBX);
    }
  }

  @Override
  void begin() {
    if (kind == Kind.FLUSHED) {
      a.vldmxcsr(frame.spare(1));
    }
  }

  @Override
  void end() {
    if (kind == Kind.FLUSHED) {
      a.vldmxcsr(frame.spare(0));
    }
  }

  @Override
  void step(int disp) {
    switch (kind) {
      case DOT -> dot(disp);
      case WIDENED -> {
        half(false, disp);
        half(true, disp + 4);
      }
      case FLUSHED -> {
        half(true, disp);
        half(false, disp);
      }
    }
  }

  private void dot(int disp) {
    for (int vector = 0; vector < vectors; vector++) {
      a.vmovups(right(vector), panel(vector));
    }
    for (int row = 0; row < rows; row++) {
      a.vbroadcastss(left(row), element(row, disp));
      dot(row, left(row));
    }
  }

  private void dot(int row, Vec left) {
    for (int vector = 0; vector < vectors; vector++) {
      a.vdpbf16ps(at(row, vector), left, right(vector));
    }
  }

  /** Multiplies one half of the lanes; of the left pair likewise, where that is bf16. */
  private void half(boolean high, int disp) {
    loadHalf(high);
    for (int row = 0; row < rows; row++) {
      a.vbroadcastss(left(row), element(row, disp));
      if (kind == Kind.FLUSHED) {
        keepHalf(left(row), high);
      }
      multiplyAdd(row);
    }
  }

  private void loadHalf(boolean high) {
    for (int vector = 0; vector < vectors; vector++) {
      a.vmovups(right(vector), panel(vector));
      keepHalf(right(vector), high);
    }
  }

  private void multiplyAdd(int row) {
    for (int vector = 0; vector < vectors; vector++) {
      a.vfmadd231ps(at(row, vector), left(row), right(vector));
    }
  }

  /** The bf16 in one half of each lane, widened. */
  private void keepHalf(Vec x, boolean high) {
    if (!high) {
      a.vpslld(x, x, 16);
    } else if (unit == VectorUnit.AVX512) {
      a.vandps(x, x, unit.v(31));
    } else {
      a.vandps(x, x, unit.constant(a, HIGH_HALF));
    }
  }

  @Override
  boolean hasTail() {
    return true;
  }

  /** The first element of the last pair; the panel has 0 for the second. */
  @Override
  void tail() {
    if (kind == Kind.WIDENED) {
      half(false, 0);
      return;
    }
    for (int vector = 0; vector < vectors; vector++) {
      a.vmovups(right(vector), panel(vector));
    }
    if (kind == Kind.FLUSHED) {
      // The second elements are zeros: what they change is the sign of a zero sum.
      Vec zero = left(0);
      a.vxorps(zero, zero, zero);
      for (int row = 0; row < rows; row++) {
        for (int vector = 0; vector < vectors; vector++) {
          a.vaddps(at(row, vector), at(row, vector), zero);
        }
      }
      loadHalf(false);
    }
    for (int row = 0; row < rows; row++) {
      a.vpbroadcastw(left(row), element(row, 0));
      if (kind == Kind.FLUSHED) {
        a.vpslld(left(row), left(row), 16);
        multiplyAdd(row);
      } else {
        a.vpsrld(left(row), left(row), 16);
        dot(row, left(row));
      }
    }
  }
}
