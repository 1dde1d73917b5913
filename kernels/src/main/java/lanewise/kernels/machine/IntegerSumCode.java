package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the part of a finishing routine that turns sums of bytes into what was asked for. The left
 * bytes were multiplied as unsigned ones a' and the right bytes as signed ones b', so with their
 * zero points moved alike
 *
 * <pre>Σ (a' - a0')(b' - b0') = Σ a'b' - a0' Σ b' - b0' (Σ a' - k a0')</pre>
 *
 * where Σ b' was packed with the columns and the last bracket is the row's term. All modulo 2³².
 */
final class IntegerSumCode {
  /** Where a zero point comes from. */
  enum Zero {
    /** It is 0 after the move. */
    NONE,
    /** It is 0 before the move, so 128 (left) or -128 (right) after it. */
    MOVED,
    ONE,
    MANY
  }

  /**
   * What is done to sums.
   *
   * @param signedLhs whether the left bytes were signed
   * @param unsignedRhs whether the right bytes were unsigned
   * @param rescaled whether f32 leave, else i32
   * @param scalePerRow whether there are left scales for each row
   * @param scalePerColumn whether there are right scales for each column
   */
  record Kind(
      boolean signedLhs,
      Zero lhsZero,
      boolean unsignedRhs,
      Zero rhsZero,
      boolean rescaled,
      boolean scalePerRow,
      boolean scalePerColumn) {
    /** A different small number for each kind. */
    int number() {
      return (signedLhs ? 1 : 0)
          + (unsignedRhs ? 2 : 0)
          + (rescaled ? 4 : 0)
          + (scalePerRow ? 8 : 0)
          + (scalePerColumn ? 16 : 0)
          + 32 * lhsZero.ordinal()
          + 128 * rhsZero.ordinal();
    }
  }

  private final Assembler a;
  private final VectorUnit unit;
  private final Kind kind;
  private final Vec lhsZero;
  private final Vec rowTerm;
  private final Vec lhsScale;
  private final Vec rhsZero;
  private final Vec rhsScale;

  IntegerSumCode(Assembler a, VectorUnit unit, Kind kind) {
    this.a = a;
    this.unit = unit;
    this.kind = kind;
    this.lhsZero = unit.v(7);
    this.rowTerm = unit.v(8);
    this.lhsScale = unit.v(9);
    this.rhsZero = unit.v(10);
    this.rhsScale = unit.v(11);
  }

  /** R8 is the panel's offset in bytes of 32-bit elements. RSI counts rows from here on. */
  void enter() {
    a.push(R9);
    a.push(R10);
    a.push(R11);
    a.push(RDX);
    a.push(RSI);
    a.mov(R9, mem(RDI, ProductBlock.COLUMN_SUMS));
    a.add(R9, R8);
    a.mov(R10, mem(RDI, ProductBlock.RHS_SCALES));
    if (kind.scalePerColumn) {
      a.add(R10, R8);
    } else if (kind.rescaled) {
      a.vbroadcastss(rhsScale, mem(R10, 0));
    }
    a.mov(R11, mem(RDI, ProductBlock.RHS_ZERO));
    switch (kind.rhsZero) {
      case NONE -> {}
      case MOVED -> unit.broadcast(a, rhsZero, -128);
      case ONE -> {
        byteZero(mem(R11, 0), !kind.unsignedRhs, kind.unsignedRhs ? -128 : 0);
        a.vpbroadcastd(rhsZero, RDX);
      }
      case MANY -> {
        a.shr(R8, 2);
        a.add(R11, R8);
      }
    }
    if (kind.lhsZero == Zero.MOVED) {
      unit.broadcast(a, lhsZero, 128);
    }
  }

  void leave() {
    a.pop(RSI);
    a.pop(RDX);
    a.pop(R11);
    a.pop(R10);
    a.pop(R9);
  }

  /** RDX becomes a zero point, moved. */
  private void byteZero(Mem at, boolean signed, int move) {
    if (signed) {
      a.movsx8(RDX, at);
    } else {
      a.movzx8(RDX, at);
    }
    a.add(RDX, move);
  }

  /** Numbers of the row that comes next. */
  void row() {
    if (kind.lhsZero == Zero.ONE || kind.lhsZero == Zero.MANY) {
      a.mov(RDX, mem(RDI, ProductBlock.LHS_ZERO));
      Mem at = kind.lhsZero == Zero.MANY ? mem(RDX, RSI, 1, 0) : mem(RDX, 0);
      byteZero(at, kind.signedLhs, kind.signedLhs ? 128 : 0);
      a.vpbroadcastd(lhsZero, RDX);
    }
    if (kind.rhsZero != Zero.NONE) {
      a.mov(RDX, mem(RDI, ProductBlock.ROW_TERMS));
      a.vpbroadcastd(rowTerm, mem(RDX, RSI, 4, 0));
    }
    if (kind.rescaled) {
      a.mov(RDX, mem(RDI, ProductBlock.LHS_SCALES));
      a.vbroadcastss(lhsScale, kind.scalePerRow ? mem(RDX, RSI, 4, 0) : mem(RDX, 0));
    }
    a.inc(RSI);
  }

  /** Corrects and rescales one vector of sums; register 1 is scratch. */
  void apply(Vec x, boolean last) {
    Vec other = unit.v(1);
    if (kind.lhsZero != Zero.NONE) {
      a.vpmulld(other, lhsZero, mem(R9, R8, 1, 0));
      a.vpsubd(x, x, other);
    }
    if (kind.rhsZero == Zero.MANY) {
      a.mov(RDX, R8);
      a.shr(RDX, 2);
      Vec zeros = last ? other.zeroed(Mask.K1) : other;
      if (kind.unsignedRhs) {
        a.vpmovzxbd(zeros, mem(R11, RDX, 1, 0));
        a.vpsubd(other, other, unit.constant(a, 128));
      } else {
        a.vpmovsxbd(zeros, mem(R11, RDX, 1, 0));
      }
      a.vpmulld(other, other, rowTerm);
      a.vpsubd(x, x, other);
    } else if (kind.rhsZero != Zero.NONE) {
      a.vpmulld(other, rhsZero, rowTerm);
      a.vpsubd(x, x, other);
    }
    if (kind.rescaled) {
      a.vcvtdq2ps(x, x);
      if (kind.scalePerColumn) {
        unit.load(a, other, mem(R10, R8, 1, 0), last);
        a.vmulps(other, other, lhsScale);
      } else {
        a.vmulps(other, rhsScale, lhsScale);
      }
      a.vmulps(x, x, other);
    }
  }
}
