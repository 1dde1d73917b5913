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

import lanewise.kernels.Knob;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that multiplies tiles of {@code rows × vectors}. Each accumulator is one chain
 * over k in ascending order; what a step of the chain is, a {@link ProductStep} says.
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

  /** What is multiplied, the left-hand side first. */
  enum Elements {
    F32,
    F32_F16,
    F32_BF16,
    /** By AVX512-BF16. */
    BF16,
    /** The same without AVX512-BF16. */
    BF16_FLUSHED,
    /** By AVX512-VNNI. */
    U8,
    /** By AVX512-VNNI. */
    S8,
    /** By AVX-VNNI. */
    U8_NARROW,
    /** By AVX-VNNI. */
    S8_NARROW,
    /** By AVX2. */
    U8_WORDS,
    /** By AVX2. */
    S8_WORDS
  }

  private final VectorUnit unit;
  private final int rows;
  private final int vectors;
  private final Assembler a = new Assembler();
  private final TileFrame tile;
  private final ProductStep step;
  private final int prefetchBytes = Knob.PREFETCH_BYTES.integer(0, 0, 1 << 20);

  private ProductCode(VectorUnit unit, Elements elements, int rows, int vectors) {
    this.unit = unit;
    this.rows = rows;
    this.vectors = vectors;
    this.tile = new TileFrame(a, unit, rows, vectors);
    this.step =
        switch (elements) {
          case F32 -> new FloatStep(a, unit, rows, vectors, false);
          case F32_F16 -> new FloatStep(a, unit, rows, vectors, true);
          case F32_BF16 -> pairs(HalfPairStep.Kind.WIDENED);
          case BF16 -> pairs(HalfPairStep.Kind.DOT);
          case BF16_FLUSHED -> pairs(HalfPairStep.Kind.FLUSHED);
          case U8 -> new ByteStep(a, unit, rows, vectors, false);
          case S8 -> new ByteStep(a, unit, rows, vectors, true);
          case U8_NARROW -> new ByteWordStep(a, unit, rows, vectors, false, true);
          case S8_NARROW -> new ByteWordStep(a, unit, rows, vectors, true, true);
          case U8_WORDS -> new ByteWordStep(a, unit, rows, vectors, false, false);
          case S8_WORDS -> new ByteWordStep(a, unit, rows, vectors, true, false);
        };
  }

  private ProductStep pairs(HalfPairStep.Kind kind) {
    return new HalfPairStep(a, unit, rows, vectors, kind, tile);
  }

  static Assembler write(VectorUnit unit, Elements elements, int rows, int vectors) {
    return new ProductCode(unit, elements, rows, vectors).write();
  }

  @Override
  public Vec at(int row, int vector) {
    return step.at(row, vector);
  }

  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    tile.enter();
    step.prepare();
    a.mov(R13, mem(RDI, ProductBlock.RHS_STEP));
    a.lea(RAX, mem(RAX, R8, step.leftBytes(), 0));
    a.mov(RBX, R8);
    a.imul(RBX, R13);
    a.add(R11, RBX);

    Label nextTile = new Label();
    a.bind(nextTile);
    start();
    step.begin();
    multiply();
    step.end();
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
    for (int i = 0; i < UNROLL; i++) {
      step(i);
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
    if (step.hasTail()) {
      tail();
    }
  }

  /** What is left of k behind its last whole step, in the pass that reaches it. */
  private void tail() {
    Label done = new Label();
    a.lea(RBX, mem(R8, R9, 1, 0));
    a.cmp(RBX, mem(RDI, ProductBlock.K));
    a.jump(Condition.NOT_EQUAL, done);
    a.mov(RBX, mem(RDI, ProductBlock.K_TAIL_MASK));
    a.test(RBX, RBX);
    a.jump(Condition.EQUAL, done);
    step.tail();
    a.bind(done);
  }

  private void advance(int steps) {
    a.add(R14, step.leftBytes() * steps);
    if (rows > 3) {
      a.add(R15, step.leftBytes() * steps);
    }
  }

  private void step(int index) {
    step.step(step.leftBytes() * index);
    if (prefetchBytes > 0) {
      for (int vector = 0; vector < vectors; vector++) {
        a.prefetcht0(mem(R12, prefetchBytes + vector * unit.bytes()));
      }
    }
    a.add(R12, R13);
  }
}
