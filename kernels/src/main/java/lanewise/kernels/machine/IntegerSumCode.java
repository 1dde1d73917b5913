package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Label;
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

  /** What sums become; bytes are quantized again, with the zero point that the name tells. */
  enum Result {
    I32,
    F32,
    BYTES,
    BYTES_FROM_SIGNED_ZERO,
    BYTES_FROM_UNSIGNED_ZERO
  }

  /**
   * What is done to sums.
   *
   * @param signedLhs whether the left bytes were signed
   * @param unsignedRhs whether the right bytes were unsigned
   * @param result what leaves
   * @param scalePerRow whether there are left scales for each row
   * @param scalePerColumn whether there are right scales for each column
   */
  record Kind(
      boolean signedLhs,
      Zero lhsZero,
      boolean unsignedRhs,
      Zero rhsZero,
      Result result,
      boolean scalePerRow,
      boolean scalePerColumn) {
    /** A different small number for each kind. */
    int number() {
      return (signedLhs ? 1 : 0)
          + (unsignedRhs ? 2 : 0)
          + (scalePerRow ? 4 : 0)
          + (scalePerColumn ? 8 : 0)
          + 16 * lhsZero.ordinal()
          + 64 * rhsZero.ordinal()
          + 256 * result.ordinal();
    }

    /** Whether sums are multiplied by scales. */
    boolean rescaled() {
      return result != Result.I32;
    }

    /** Whether bytes leave. */
    boolean requantized() {
      return result.ordinal() > Result.F32.ordinal();
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
  private final Vec outScale;
  private final Vec outZero;

  IntegerSumCode(Assembler a, VectorUnit unit, Kind kind) {
    this.a = a;
    this.unit = unit;
    this.kind = kind;
    this.lhsZero = unit.v(7);
    this.rowTerm = unit.v(8);
    this.lhsScale = unit.v(9);
    this.rhsZero = unit.v(10);
    this.rhsScale = unit.v(11);
    this.outScale = unit.v(12);
    this.outZero = unit.v(13);
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
    } else if (kind.rescaled()) {
      a.vbroadcastss(rhsScale, mem(R10, 0));
    }
    a.mov(R11, mem(RDI, ProductBlock.RHS_ZERO));
    switch (kind.rhsZero) {
      case NONE -> {}
      case MOVED -> unit.broadcast(a, rhsZero, -128);
      case ONE -> {
        byteZero(mem(R11, 0), !kind.unsignedRhs, kind.unsignedRhs ? -128 : 0);
        unit.broadcast(a, rhsZero, RDX);
      }
      case MANY -> {
        a.shr(R8, 2);
        a.add(R11, R8);
      }
    }
    if (kind.lhsZero == Zero.MOVED) {
      unit.broadcast(a, lhsZero, 128);
    }
    if (kind.requantized()) {
      a.mov(RDX, mem(RDI, ProductBlock.OUT_SCALE));
      a.vbroadcastss(outScale, mem(RDX, 0));
    }
    if (kind.result.ordinal() > Result.BYTES.ordinal()) {
      a.mov(RDX, mem(RDI, ProductBlock.OUT_ZERO));
      byteZero(mem(RDX, 0), kind.result == Result.BYTES_FROM_SIGNED_ZERO, 0);
      unit.broadcast(a, outZero, RDX);
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
      unit.broadcast(a, lhsZero, RDX);
    }
    if (kind.rhsZero != Zero.NONE) {
      a.mov(RDX, mem(RDI, ProductBlock.ROW_TERMS));
      a.vbroadcastss(rowTerm, mem(RDX, RSI, 4, 0));
    }
    if (kind.rescaled()) {
      a.mov(RDX, mem(RDI, ProductBlock.LHS_SCALES));
      a.vbroadcastss(lhsScale, kind.scalePerRow ? mem(RDX, RSI, 4, 0) : mem(RDX, 0));
    }
    a.inc(RSI);
  }

  /** Takes from one vector of sums what the zero points add; register 1 is scratch. */
  void correct(Vec x, boolean last) {
    Vec other = unit.v(1);
    if (kind.lhsZero != Zero.NONE) {
      a.vpmulld(other, lhsZero, mem(R9, R8, 1, 0));
      a.vpsubd(x, x, other);
    }
    if (kind.rhsZero == Zero.MANY) {
      columnZeros(other, last);
      a.vpmulld(other, other, rowTerm);
      a.vpsubd(x, x, other);
    } else if (kind.rhsZero != Zero.NONE) {
      a.vpmulld(other, rhsZero, rowTerm);
      a.vpsubd(x, x, other);
    }
  }

  private void columnZeros(Vec to, boolean last) {
    a.mov(RDX, R8);
    a.shr(RDX, 2);
    Mem from = mem(R11, RDX, 1, 0);
    if (last && unit == VectorUnit.AVX2) {
      lastColumnZeros(to);
    } else {
      Vec zeros = last ? to.zeroed(Mask.K1) : to;
      if (kind.unsignedRhs) {
        a.vpmovzxbd(zeros, from);
      } else {
        a.vpmovsxbd(zeros, from);
      }
    }
    if (kind.unsignedRhs) {
      a.vpsubd(to, to, unit.constant(a, 128));
    }
  }

  /** Reads byte by byte, since what follows the last zero point may not be ours. */
  private void lastColumnZeros(Vec to) {
    Label done = new Label();
    a.push(R10);
    a.push(RBX);
    a.mov(R10, mem(RDI, ProductBlock.MASK));
    a.sub(RSP, unit.bytes());
    for (int lane = 0; lane < unit.lanes(); lane++) {
      if (kind.unsignedRhs) {
        a.movzx8(RBX, mem(R11, RDX, 1, lane));
      } else {
        a.movsx8(RBX, mem(R11, RDX, 1, lane));
      }
      a.mov32(mem(RSP, 4 * lane), RBX);
      a.shr(R10, 1);
      a.test(R10, R10);
      a.jump(Condition.EQUAL, done);
    }
    a.bind(done);
    a.vmovups(to, mem(RSP, 0));
    a.add(RSP, unit.bytes());
    a.pop(RBX);
    a.pop(R10);
  }

  /** Rescales one vector of corrected sums, where that is asked for; register 1 is scratch. */
  void rescale(Vec x, boolean last) {
    if (!kind.rescaled()) {
      return;
    }
    Vec other = unit.v(1);
    a.vcvtdq2ps(x, x);
    if (kind.scalePerColumn) {
      unit.load(a, other, mem(R10, R8, 1, 0), last);
      a.vmulps(other, other, lhsScale);
    } else {
      a.vmulps(other, rhsScale, lhsScale);
    }
    if (kind.requantized()) {
      a.vdivps(other, other, outScale);
    }
    a.vmulps(x, x, other);
    if (kind.requantized()) {
      quantize(x);
    }
  }

  /** Numbers beyond 1024 end up at the range's ends all the same; a NaN becomes the least. */
  private void quantize(Vec x) {
    Vec bound = unit.v(1);
    a.vmaxps(x, x, unit.constant(a, -1024f));
    a.vminps(x, x, unit.constant(a, 1024f));
    a.vcvtps2dq(x, x);
    if (kind.result != Result.BYTES) {
      a.vpaddd(x, x, outZero);
    }
    a.vbroadcastss(bound, mem(RDI, ProductBlock.OUT_LEAST));
    a.vpmaxsd(x, x, bound);
    a.vbroadcastss(bound, mem(RDI, ProductBlock.OUT_GREATEST));
    a.vpminsd(x, x, bound);
  }

  /** Stores the low bytes of the lanes where R14 and a quarter of R8 say; register 1 is scratch. */
  void storeBytes(Vec x, boolean last) {
    a.mov(RDX, R8);
    a.shr(RDX, 2);
    Mem to = mem(R14, RDX, 1, 0);
    if (unit == VectorUnit.AVX512) {
      a.vpmovdb(last ? to.masked(Mask.K1) : to, x);
      return;
    }
    Vec high = unit.v(1).as(128);
    a.vpand(x, x, unit.constant(a, 0xff));
    a.vpackssdw(x, x, x);
    a.vpackuswb(x, x, x);
    a.vextractf128(high, x, 1);
    if (!last) {
      a.vmovd(to, x.as(128));
      a.vmovd(mem(R14, RDX, 1, 4), high);
      return;
    }
    Label done = new Label();
    a.push(R10);
    a.push(R11);
    a.mov(R10, mem(RDI, ProductBlock.MASK));
    for (int lane = 0; lane < unit.lanes(); lane++) {
      if (lane % 4 == 0) {
        a.vmovd(R11, lane == 0 ? x.as(128) : high);
      } else {
        a.shr(R11, 8);
      }
      a.mov8(mem(R14, RDX, 1, lane), R11);
      a.shr(R10, 1);
      a.test(R10, R10);
      a.jump(Condition.EQUAL, done);
    }
    a.bind(done);
    a.pop(R11);
    a.pop(R10);
  }
}
