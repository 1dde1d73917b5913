package lanewise.kernels.machine.int4;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.ElementType;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.TileFrame;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that multiplies tiles of quantized activations with packed 4-bit weights.
 * Integer sums of one activation block, then one multiply-add in f32: for each output a register of
 * both kinds, so that three rows by four vectors fill 24 of 32 registers (AVX-512), three by two 12
 * of 16 (AVX2).
 *
 * <p>Arguments are those of every product routine, all of k in one pass. Unsigned nibbles meet
 * signed activations. Without VNNI their products are added up in 16 bits: eight pairs of 15 · 128
 * stay below 2¹⁵; each step's sums then go to 32 bits, which rest in the tile's scratch.
 */
final class Int4DotCode implements TileFrame.Accumulators {
  /** Rows of a tile. */
  static final int TILE_ROWS = 3;

  private static final int LOW_HALVES = 0x0f0f0f0f;
  private static final int ONES = 0x00010001;

  /** Minus eight in both halves of a lane. */
  private static final int NO_ZERO_POINTS = 0xfff8fff8;

  /**
   * Which routine.
   *
   * @param dot whether by AVX512-VNNI
   */
  record Kind(boolean dot, ElementType scaleType, boolean zeroPoints, int rows, int vectors) {
    /** A different small number for each kind. */
    int number() {
      return (dot ? 1000 : 0)
          + (scaleType == ElementType.FLOAT16 ? 200 : 0)
          + (zeroPoints ? 100 : 0)
          + 10 * rows
          + vectors;
    }
  }

  private final Assembler a = new Assembler();
  private final VectorUnit unit;
  private final Kind kind;
  private final int rows;
  private final int vectors;
  private final int scaleBytes;
  private final TileFrame tile;

  Int4DotCode(VectorUnit unit, Kind kind) {
    this.unit = unit;
    this.kind = kind;
    this.rows = kind.rows();
    this.vectors = kind.vectors();
    this.scaleBytes = unit.lanes() * kind.scaleType().blockBytes();
    this.tile = new TileFrame(a, unit, rows, vectors);
  }

  private Vec integer(int row, int vector) {
    return unit.v(row * vectors + vector);
  }

  @Override
  public Vec at(int row, int vector) {
    return unit.v((rows + row) * vectors + vector);
  }

  private Vec temporary(int index) {
    return unit.v(2 * rows * vectors + index);
  }

  Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    tile.enter();
    Label nextTile = new Label();
    a.bind(nextTile);
    multiply();
    tile.finish(this);
    tile.next(nextTile);
    tile.leave();
    frame.leave(a);
    return a;
  }

  private Mem savedPanel() {
    return tile.spare(0);
  }

  /**
   * R11 is the group's first byte, R12 walks down its steps; R14, R15 and R13 along the first row's
   * values, sums and scales. R9 counts steps, R8 those of the group, RBX those of the activation
   * block.
   */
  private void multiply() {
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < vectors; vector++) {
        Vec x = at(row, vector).as(128);
        a.vxorps(x, x, x);
      }
    }
    Label done = new Label();
    a.mov(R9, mem(RDI, ProductBlock.K));
    a.test(R9, R9);
    a.jump(Condition.EQUAL, done);
    a.mov(savedPanel(), R11);
    a.mov(R12, R11);
    a.mov(R14, RAX);
    a.mov(R13, RAX);
    a.add(R13, mem(RDI, ProductBlock.ACTIVATION_SCALES));
    a.mov(R15, RAX);
    a.add(R15, mem(RDI, ProductBlock.ACTIVATION_SUMS));
    if (kind.dot()) {
      unit.broadcast(a, lowHalves(), LOW_HALVES);
    }
    Label nextGroup = new Label();
    Label nextBlock = new Label();
    Label nextStep = new Label();
    Label ended = new Label();
    a.bind(nextGroup);
    a.mov(R11, R12);
    a.add(R12, vectors * (scaleBytes + (kind.zeroPoints() ? 2 * unit.lanes() : 0)));
    a.mov(R8, mem(RDI, ProductBlock.STEPS_PER_GROUP));
    a.bind(nextBlock);
    a.mov(RBX, mem(RDI, ProductBlock.STEPS_PER_ACTIVATION_BLOCK));
    beginBlock();
    a.bind(nextStep);
    if (kind.dot()) {
      dotStep();
    } else {
      pairStep();
    }
    a.add(R12, Int4Panels.STEP_ROWS * vectors * unit.bytes());
    a.add(R14, Int4Panels.STEP);
    a.add(R15, 2 * Short.BYTES);
    a.dec(RBX);
    a.jump(Condition.NOT_EQUAL, nextStep);
    endBlock();
    a.add(R13, Float.BYTES);
    a.mov(RBX, mem(RDI, ProductBlock.STEPS_PER_ACTIVATION_BLOCK));
    a.sub(R9, RBX);
    a.jump(Condition.EQUAL, ended);
    a.sub(R8, RBX);
    a.jump(Condition.NOT_EQUAL, nextBlock);
    a.jump(nextGroup);
    a.bind(ended);
    a.mov(R11, savedPanel());
    a.mov(R9, mem(RDI, ProductBlock.K));
    a.xor(R8, R8);
    a.bind(done);
  }

  private Vec lowHalves() {
    return temporary(4);
  }

  private static Mem inRow(Gp base, int row, int disp) {
    return row == 0 ? mem(base, disp) : mem(base, R10, row, disp);
  }

  private Mem weights(int stepRow, int vector) {
    return mem(R12, (stepRow * vectors + vector) * unit.bytes());
  }

  /** A vector's negative zero points, twice in each lane. */
  private void loadZeros(Vec to, int vector) {
    if (kind.zeroPoints()) {
      a.vpmovsxbw(to, mem(R11, vectors * scaleBytes + vector * 2 * unit.lanes()));
    } else {
      unit.broadcast(a, to, NO_ZERO_POINTS);
    }
  }

  private Mem slot(int row, int vector) {
    return mem(RSP, (row * unit.panelVectors() + vector) * unit.bytes());
  }

  private void beginBlock() {
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < vectors; vector++) {
        Vec x = integer(row, vector).as(128);
        a.vxorps(x, x, x);
        if (!kind.dot()) {
          a.vmovups(slot(row, vector), integer(row, vector));
        }
      }
    }
  }

  /** The zero points' share, then 32 k in dot products of four. */
  private void dotStep() {
    for (int vector = 0; vector < vectors; vector++) {
      Vec zeros = temporary(vector % 2);
      loadZeros(zeros, vector);
      for (int row = 0; row < rows; row++) {
        a.vpdpwssd(integer(row, vector), zeros, inRow(R15, row, 0).repeated());
      }
    }
    for (int stepRow = 0; stepRow < Int4Panels.STEP_ROWS; stepRow++) {
      for (int vector = 0; vector < vectors; vector++) {
        Vec low = temporary(2 * (vector % 2));
        Vec high = temporary(2 * (vector % 2) + 1);
        a.vmovups(high, weights(stepRow, vector));
        a.vpandd(low, high, lowHalves());
        a.vpsrlw(high, high, 4);
        a.vpandd(high, high, lowHalves());
        for (int row = 0; row < rows; row++) {
          Mem left = inRow(R14, row, 8 * stepRow);
          a.vpdpbusd(integer(row, vector), low, left.repeated());
          a.vpdpbusd(integer(row, vector), high, left.plus(4).repeated());
        }
      }
    }
  }

  /** 32 k in products of pairs, added up in 16 bits, then with the zero points' share in 32. */
  private void pairStep() {
    Vec low = temporary(0);
    Vec high = temporary(1);
    Vec left = temporary(2);
    Vec product = temporary(3);
    for (int stepRow = 0; stepRow < Int4Panels.STEP_ROWS; stepRow++) {
      for (int vector = 0; vector < vectors; vector++) {
        a.vmovups(high, weights(stepRow, vector));
        a.vandps(low, high, unit.constant(a, LOW_HALVES));
        a.vpsrlw(high, high, 4);
        a.vandps(high, high, unit.constant(a, LOW_HALVES));
        for (int row = 0; row < rows; row++) {
          Vec sum = integer(row, vector);
          a.vpbroadcastd(left, inRow(R14, row, 8 * stepRow));
          a.vpmaddubsw(product, low, left);
          a.vpaddw(sum, sum, product);
          a.vpbroadcastd(left, inRow(R14, row, 8 * stepRow + 4));
          a.vpmaddubsw(product, high, left);
          a.vpaddw(sum, sum, product);
        }
      }
    }
    unit.broadcast(a, high, ONES);
    for (int vector = 0; vector < vectors; vector++) {
      loadZeros(low, vector);
      for (int row = 0; row < rows; row++) {
        Vec sum = integer(row, vector);
        a.vpbroadcastd(left, inRow(R15, row, 0));
        a.vpmaddwd(product, low, left);
        a.vpaddd(product, product, slot(row, vector));
        a.vpmaddwd(sum, sum, high);
        a.vpaddd(product, product, sum);
        a.vmovups(slot(row, vector), product);
        a.vxorps(sum, sum, sum);
      }
    }
  }

  /** The sums, scaled, to the tile's f32. */
  private void endBlock() {
    Vec scale = temporary(0);
    for (int vector = 0; vector < vectors; vector++) {
      Mem from = mem(R11, vector * scaleBytes);
      if (kind.scaleType() == ElementType.FLOAT16) {
        a.vcvtph2ps(scale, from);
      } else {
        a.vmovups(scale, from);
      }
      for (int row = 0; row < rows; row++) {
        Vec both = temporary(1 + row % 2);
        Vec sum = integer(row, vector);
        a.vbroadcastss(both, inRow(R13, row, 0));
        a.vmulps(both, both, scale);
        if (kind.dot()) {
          a.vcvtdq2ps(sum, sum);
        } else {
          a.vcvtdq2ps(sum, slot(row, vector));
        }
        a.vfmadd231ps(at(row, vector), sum, both);
      }
    }
  }
}
