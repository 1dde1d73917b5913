package lanewise.kernels.machine;

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
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that multiplies tiles of {@code rows × vectors}. In f32 each accumulator is
 * one chain of fused multiply-adds over k in ascending order. With bytes, four k are one step: the
 * left ones, made unsigned, meet the packed signed ones in a dot product, and sums are exact.
 *
 * <p>Arguments: the {@link ProductBlock}, the first row, how many tiles (each of {@code rows} rows,
 * below one another), the panel, the first step of k, how many steps. Where the first step is not 0
 * the chains go on from what the output holds. Six rows by four vectors take 24 accumulators, 4
 * registers for the right-hand side and one for the left: the most that 32 registers hold, and four
 * times as many multiply-adds as loads of the right-hand side.
 */
final class ProductCode implements TileFrame.Accumulators {
  /** Steps of k in one turn of the loop. */
  private static final int UNROLL = 2;

  /** What is multiplied; bytes need AVX512-VNNI. */
  enum Elements {
    F32,
    U8,
    S8
  }

  private final VectorUnit unit;
  private final Elements elements;
  private final int rows;
  private final int vectors;
  private final Assembler a = new Assembler();

  private ProductCode(VectorUnit unit, Elements elements, int rows, int vectors) {
    this.unit = unit;
    this.elements = elements;
    this.rows = rows;
    this.vectors = vectors;
  }

  static Assembler write(VectorUnit unit, Elements elements, int rows, int vectors) {
    return new ProductCode(unit, elements, rows, vectors).write();
  }

  @Override
  public Vec at(int row, int vector) {
    return unit.v(row * vectors + vector);
  }

  private Vec right(int vector) {
    return unit.v(rows * vectors + vector);
  }

  /** Two registers in turn, so that a load need not wait for the row before. */
  private Vec left(int row) {
    return unit.v((rows + 1) * vectors + row % 2);
  }

  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    TileFrame tile = new TileFrame(a, unit, rows, vectors);
    frame.enter(a);
    tile.enter();
    if (elements == Elements.S8) {
      unit.broadcast(a, signs(), 0x80808080);
    }
    a.mov(R13, mem(RDI, ProductBlock.RHS_STEP));
    a.lea(RAX, mem(RAX, R8, 4, 0));
    a.mov(RBX, R8);
    a.imul(RBX, R13);
    a.add(R11, RBX);

    Label nextTile = new Label();
    a.bind(nextTile);
    start();
    multiply();
    tile.finish(this);
    tile.next(nextTile);
    tile.leave();
    frame.leave(a);
    return a;
  }

  /** Zeroes the accumulators, or loads them where the chains go on. */
  private void start() {
    Label goOn = new Label();
    Label started = new Label();
    a.test(R8, R8);
    a.jump(Condition.NOT_EQUAL, goOn);
    for (int i = 0; i < rows * vectors; i++) {
      a.vxorps(unit.v(i).as(128), unit.v(i).as(128), unit.v(i).as(128));
    }
    a.jump(started);
    a.bind(goOn);
    unit.readMask(a, RDI);
    a.mov(R14, RBP);
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < vectors; vector++) {
        unit.load(a, at(row, vector), mem(R14, vector * unit.bytes()), vector == vectors - 1);
      }
      a.add(R14, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    }
    a.bind(started);
  }

  /** R12 walks down the panel by R13, R14 and R15 along the rows from the first and the fourth. */
  private void multiply() {
    a.mov(R12, R11);
    a.mov(R13, mem(RDI, ProductBlock.RHS_STEP));
    a.mov(R14, RAX);
    if (rows > 3) {
      a.lea(R15, mem(R14, R10, 2, 0));
      a.add(R15, R10);
    }
    Label turn = new Label();
    Label rest = new Label();
    Label single = new Label();
    Label done = new Label();
    a.mov(RBX, R9);
    a.sub(RBX, UNROLL);
    a.jump(Condition.LESS, rest);
    a.bind(turn);
    for (int step = 0; step < UNROLL; step++) {
      step(step);
    }
    advance(UNROLL);
    a.sub(RBX, UNROLL);
    a.jump(Condition.GREATER_OR_EQUAL, turn);
    a.bind(rest);
    a.add(RBX, UNROLL);
    a.jump(Condition.EQUAL, done);
    a.bind(single);
    step(0);
    advance(1);
    a.dec(RBX);
    a.jump(Condition.NOT_EQUAL, single);
    a.bind(done);
    if (elements != Elements.F32) {
      tail();
    }
  }

  /** The last one to three bytes of each row, where k is no multiple of four. */
  private void tail() {
    Label done = new Label();
    a.lea(RBX, mem(R8, R9, 1, 0));
    a.cmp(RBX, mem(RDI, ProductBlock.K));
    a.jump(Condition.NOT_EQUAL, done);
    a.mov(RBX, mem(RDI, ProductBlock.K_TAIL_MASK));
    a.test(RBX, RBX);
    a.jump(Condition.EQUAL, done);
    a.kmovq(Mask.K2, RBX);
    for (int vector = 0; vector < vectors; vector++) {
      a.vmovups(right(vector), mem(R12, vector * unit.bytes()));
    }
    for (int row = 0; row < rows; row++) {
      Vec bytes = left(row).as(128);
      a.vmovdqu8(bytes.zeroed(Mask.K2), element(row, 0));
      a.vpbroadcastd(left(row), bytes);
      if (elements == Elements.S8) {
        a.vpxord(left(row), left(row), signs());
      }
      multiplyAdd(row);
    }
    a.bind(done);
  }

  /** The sign bit of each byte: adding 128 to a signed byte flips it. */
  private Vec signs() {
    return unit.v(31);
  }

  private void advance(int steps) {
    a.add(R14, 4 * steps);
    if (rows > 3) {
      a.add(R15, 4 * steps);
    }
  }

  private void step(int step) {
    for (int vector = 0; vector < vectors; vector++) {
      a.vmovups(right(vector), mem(R12, vector * unit.bytes()));
    }
    a.add(R12, R13);
    for (int row = 0; row < rows; row++) {
      if (elements == Elements.S8) {
        a.vpxord(left(row), signs(), element(row, 4 * step).repeated());
      } else {
        a.vbroadcastss(left(row), element(row, 4 * step));
      }
      multiplyAdd(row);
    }
  }

  private void multiplyAdd(int row) {
    for (int vector = 0; vector < vectors; vector++) {
      if (elements == Elements.F32) {
        a.vfmadd231ps(at(row, vector), left(row), right(vector));
      } else {
        a.vpdpbusd(at(row, vector), left(row), right(vector));
      }
    }
  }

  private static Mem element(int row, int disp) {
    Gp base = row < 3 ? R14 : R15;
    int within = row % 3;
    return within == 0 ? mem(base, disp) : mem(base, R10, within, disp);
  }
}
