package lanewise.kernels.machine.block.row;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBP;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.ElementType;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the product of f32 activations with f32, f16 or bf16 weights: 16 chains of multiply-adds
 * an output in one or two vectors, added in a tree at the end of a row. A few rows of weights pass
 * side by side, so that the multiply-adds of one need not wait for each other.
 */
final class FloatRowCode implements GroupFrame.Body {
  /** Elements of one step: one for each chain. */
  static final int CHAINS = 16;

  /** The block's field with the whole steps of k. */
  static final int STEPS = ProductBlock.RHS_ZERO;

  private static final int LINE = 64;
  private static final Mask TAIL = Mask.K5;

  private final Assembler a = new Assembler();
  private final VectorUnit unit;
  private final ElementType type;
  private final int m;
  private final int rows;
  private final int vectors;
  private final GroupFrame frame;

  private FloatRowCode(VectorUnit unit, ElementType type, int m) {
    this.unit = unit;
    this.type = type;
    this.m = m;
    this.vectors = CHAINS / unit.lanes();
    this.rows = unit == VectorUnit.AVX512 ? (m <= 4 ? 4 : 2) : m <= 2 ? 2 : 1;
    this.frame = new GroupFrame(a, unit, type.blockBytes(), m);
  }

  /** Rows of activations that one routine may have. */
  static int mostRows(VectorUnit unit) {
    return unit == VectorUnit.AVX512 ? 8 : 4;
  }

  static Assembler write(VectorUnit unit, ElementType type, int m) {
    FloatRowCode code = new FloatRowCode(unit, type, m);
    code.frame.write(0, code);
    return code.a;
  }

  private int stepBytes() {
    return CHAINS * type.blockBytes();
  }

  private Vec sum(int row, int lhsRow, int vector) {
    return unit.v((row * m + lhsRow) * vectors + vector);
  }

  private Vec weight(int row, int vector) {
    return unit.v(rows * m * vectors + row * vectors + vector);
  }

  private Vec activation() {
    return unit.v(rows * (m + 1) * vectors);
  }

  /** The whole group: R12 counts its rows, R13 keeps the first one's address, R14 is the lane. */
  @Override
  public void start() {
    Label nextRows = new Label();
    a.mov(RDI, mem(RSP, frame.savedBlock()));
    a.mov32(R12, unit.lanes() / rows);
    a.xor(R14, R14);
    if (unit == VectorUnit.AVX512) {
      a.kmovq(TAIL, mem(RDI, ProductBlock.ROW_TAIL_MASK));
    }
    a.bind(nextRows);
    a.mov(R13, RAX);
    if (m > 3) {
      a.lea(R15, mem(RBX, R9, 2, 0));
      a.add(R15, R9);
    }
    if (m > 6) {
      a.lea(RBP, mem(R15, R9, 2, 0));
      a.add(RBP, R9);
    }
    for (int i = 0; i < rows * m * vectors; i++) {
      a.vxorps(unit.v(i).as(128), unit.v(i).as(128), unit.v(i).as(128));
    }
    row();
    reduce();
    // The activations again, and the next rows of weights.
    a.mov(RBX, mem(RSP, frame.savedValues()));
    a.imul(RAX, R10, rows);
    a.add(RAX, R13);
    a.add(R14, rows * Float.BYTES);
    a.dec(R12);
    a.jump(Condition.NOT_EQUAL, nextRows);
  }

  @Override
  public void block() {}

  private void row() {
    Label next = new Label();
    Label rest = new Label();
    a.mov(R8, mem(RDI, STEPS));
    a.test(R8, R8);
    a.jump(Condition.EQUAL, rest);
    a.bind(next);
    for (int at = 0; at < rows * stepBytes(); at += LINE) {
      a.prefetcht1(mem(RSI, at));
    }
    a.add(RSI, rows * stepBytes());
    step(false);
    a.add(RAX, stepBytes());
    for (Gp pointer : new Gp[] {RBX, R15, RBP}) {
      a.add(pointer, CHAINS * Float.BYTES);
    }
    a.dec(R8);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(rest);
    if (unit == VectorUnit.AVX512) {
      Label done = new Label();
      a.mov(R8, mem(RDI, ProductBlock.ROW_TAIL_MASK));
      a.test(R8, R8);
      a.jump(Condition.EQUAL, done);
      step(true);
      a.bind(done);
    }
  }

  private void step(boolean tail) {
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < vectors; vector++) {
        load(weight(row, vector), weights(row, vector * stepBytes() / vectors), tail);
      }
    }
    for (int lhsRow = 0; lhsRow < m; lhsRow++) {
      for (int vector = 0; vector < vectors; vector++) {
        Vec x = tail ? activation().zeroed(TAIL) : activation();
        a.vmovups(x, activations(lhsRow, vector * unit.bytes()));
        for (int row = 0; row < rows; row++) {
          Vec to = sum(row, lhsRow, vector);
          a.vfmadd231ps(tail ? to.masked(TAIL) : to, activation(), weight(row, vector));
        }
      }
    }
  }

  private void load(Vec to, Mem from, boolean tail) {
    Vec masked = tail ? to.zeroed(TAIL) : to;
    switch (type) {
      case FLOAT32 -> a.vmovups(masked, from);
      case FLOAT16 -> a.vcvtph2ps(masked, from);
      default -> {
        a.vpmovzxwd(masked, from);
        a.vpslld(to, to, 16);
      }
    }
  }

  private static Mem weights(int row, int disp) {
    return switch (row) {
      case 0 -> mem(RAX, disp);
      case 1 -> mem(RAX, R10, 1, disp);
      case 2 -> mem(RAX, R10, 2, disp);
      default -> mem(RAX, R11, 1, disp);
    };
  }

  private static Mem activations(int lhsRow, int disp) {
    Gp base = lhsRow < 3 ? RBX : lhsRow < 6 ? R15 : RBP;
    int within = lhsRow % 3;
    return within == 0 ? mem(base, disp) : mem(base, R9, within, disp);
  }

  /** Chain i adds chain i + 8, then i + 4, i + 2 and i + 1, in registers that VEX can name. */
  private void reduce() {
    Vec scratch = activation();
    boolean moved = unit == VectorUnit.AVX512;
    if (moved) {
      a.vmovaps(unit.v(31), unit.v(1));
      scratch = unit.v(1);
    }
    for (int row = 0; row < rows; row++) {
      for (int lhsRow = 0; lhsRow < m; lhsRow++) {
        Vec sum = sum(row, lhsRow, 0);
        if (moved) {
          int index = sum.index();
          sum = unit.v(0);
          a.vmovaps(sum, unit.v(index == 1 ? 31 : index));
        } else {
          a.vaddps(sum, sum, sum(row, lhsRow, 1));
        }
        unit.reduce(a, sum, scratch, false);
        int at = frame.accumulator(lhsRow).disp() + row * Float.BYTES;
        a.vmovss(mem(RSP, R14, 1, at), sum.as(128));
      }
    }
  }
}
