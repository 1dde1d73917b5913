package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.ElementType;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that widens rows to f32. Arguments: the first source row, bytes between source
 * rows, the target, how many rows (at least 1), a {@link ProductBlock} (whose {@code RHS_STEP} is
 * the bytes between target rows, and whose mask and last vector tell the columns), the first row's
 * f32 scale for i8. Bytes between scales are the block's {@link #SCALE_STEP}.
 *
 * <p>With AVX2, which has no masked loads of narrow elements, a row's last vector starts so that it
 * ends with the row, which must have a vector's elements.
 */
final class WidenCode {
  /** Bytes between two rows' scales: a field that packing has no other use for. */
  static final int SCALE_STEP = ProductBlock.LHS_SCALES;

  /** With AVX2 and narrow elements: columns less a vector. */
  static final int LAST_COLUMN = ProductBlock.RHS_SCALES;

  /** How far ahead rows are asked for: what is read next while these are computed with. */
  private static final int ROWS_AHEAD = 64;

  private WidenCode() {}

  static Assembler write(VectorUnit unit, ElementType type) {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    boolean masked = unit == VectorUnit.AVX512 || type == ElementType.FLOAT32;
    int bytes = type.blockBytes();
    frame.enter(a);
    unit.readMask(a, R8);
    a.mov(R10, mem(R8, ProductBlock.RHS_STEP));
    a.mov(R11, mem(R8, ProductBlock.LAST_VECTOR));
    a.shr(R11, 2);
    a.mov(R12, mem(R8, LAST_COLUMN));
    Label nextRow = new Label();
    Label next = new Label();
    Label last = new Label();
    a.mov(R13, RSI);
    a.shl(R13, Integer.numberOfTrailingZeros(ROWS_AHEAD));
    a.add(R13, RDI);
    a.bind(nextRow);
    if (type == ElementType.INT8) {
      a.vbroadcastss(unit.v(2), mem(R9, 0));
      a.add(R9, mem(R8, SCALE_STEP));
    }
    a.xor(RBX, RBX);
    a.cmp(RBX, R11);
    a.jump(Condition.EQUAL, last);
    a.bind(next);
    a.prefetcht1(mem(R13, RBX, bytes, 0));
    vector(a, unit, type, mem(RDI, RBX, bytes, 0), false);
    a.vmovups(mem(RDX, RBX, 4, 0), unit.v(0));
    a.add(RBX, unit.lanes());
    a.cmp(RBX, R11);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(last);
    if (!masked) {
      a.mov(RBX, R12);
    }
    vector(a, unit, type, mem(RDI, RBX, bytes, 0), masked);
    a.vmovups(mem(RDX, RBX, 4, 0), unit.v(0));
    a.prefetcht1(mem(R13, RBX, bytes, 0));
    a.add(R13, RSI);
    a.add(RDI, RSI);
    a.add(RDX, R10);
    a.dec(RCX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }

  /** One vector of elements as f32 in register 0. */
  private static void vector(
      Assembler a, VectorUnit unit, ElementType type, Mem from, boolean masked) {
    Vec x = unit.v(0);
    Vec to = masked && unit == VectorUnit.AVX512 ? x.zeroed(Mask.K1) : x;
    switch (type) {
      case FLOAT32 -> unit.load(a, x, from, masked);
      case FLOAT16 -> a.vcvtph2ps(to, from);
      case BFLOAT16 -> {
        a.vpmovzxwd(to, from);
        a.vpslld(x, x, 16);
      }
      case INT8 -> {
        a.vpmovsxbd(to, from);
        a.vcvtdq2ps(x, x);
        a.vmulps(x, x, unit.v(2));
      }
      default -> throw new IllegalArgumentException("no widening of " + type.label());
    }
  }
}
