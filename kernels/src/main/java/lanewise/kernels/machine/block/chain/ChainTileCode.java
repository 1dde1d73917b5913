package lanewise.kernels.machine.block.chain;

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
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that multiplies tiles of rows of activations by a decoded panel, 16 chains an
 * output: with AVX-512 a register, with AVX2 two.
 *
 * <p>Arguments: the task's {@link ProductBlock}, the first row, how many tiles (one below the
 * other), which panel of the output, the worker's {@link ChainBlock}, the first k. Where that is
 * not 0 the chains go on from where they rest.
 *
 * <p>RAX is row 0's first element, R10 the bytes from row to row, RBP the output, R11 where chains
 * rest, R8 the worker's block, RDX the tiles left, R9 the first k. At RSP are the tile's sums,
 * where the finishing routine looks for them.
 */
final class ChainTileCode {
  private final ChainPanel panel;
  private final VectorUnit unit;
  private final int rows;
  private final int columns;
  private final int halves;
  private final int scratchBytes;
  private final Assembler a = new Assembler();

  private ChainTileCode(ChainPanel panel, int rows) {
    this.panel = panel;
    this.unit = panel.unit();
    this.rows = rows;
    this.columns = panel.tileColumns();
    this.halves = ChainPanel.CHAINS / unit.lanes();
    this.scratchBytes = rows * rowPitch();
  }

  static Assembler write(ChainPanel panel, int rows) {
    return new ChainTileCode(panel, rows).write();
  }

  private int rowPitch() {
    return unit.panelVectors() * unit.bytes();
  }

  private boolean wide() {
    return unit == VectorUnit.AVX512;
  }

  private Vec chain(int row, int column, int half) {
    return unit.v((row * columns + column) * halves + half);
  }

  private Vec weights(int column) {
    return unit.v(wide() ? 24 + column : 12 + column);
  }

  /** Registers in turn, so that a load need not wait for the row before. */
  private Vec activations(int row) {
    return unit.v(wide() ? 28 + row % 2 : 14 + row % 2);
  }

  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.mov(RBX, RSP);
    a.sub(RSP, scratchBytes + 64);
    a.and(RSP, -64);
    a.mov(mem(RSP, scratchBytes), RBX);
    a.mov(mem(RSP, scratchBytes + 8), RCX);
    a.mov(R10, mem(RDI, ProductBlock.LHS_ROW_BYTES));
    a.mov(RAX, RSI);
    a.imul(RAX, R10);
    a.add(RAX, mem(RDI, ProductBlock.LHS));
    a.lea(RAX, mem(RAX, R9, 4, 0));
    a.mov(R11, mem(R8, ChainBlock.RESTING));
    a.mov(RBP, RSI);
    a.imul(RBP, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.add(RBP, mem(RDI, ProductBlock.OUT));
    a.mov(RBX, RCX);
    a.imul(RBX, mem(RDI, ProductBlock.PANEL_BYTES));
    a.add(RBP, RBX);

    Label nextTile = new Label();
    Label nextGroup = new Label();
    a.bind(nextTile);
    a.mov(R13, mem(R8, ChainBlock.PANEL));
    // RCX is where the group's sums go.
    a.mov(RCX, RSP);
    a.bind(nextGroup);
    group();
    a.add(R13, mem(R8, ChainBlock.GROUP_BYTES));
    a.add(R11, panel.restingBytes());
    a.add(RCX, columns * Float.BYTES);
    a.lea(RBX, mem(RSP, panel.columns() * Float.BYTES));
    a.cmp(RCX, RBX);
    a.jump(Condition.NOT_EQUAL, nextGroup);
    finish();
    a.imul(RBX, R10, rows);
    a.add(RAX, RBX);
    a.mov(RBX, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.imul(RBX, RBX, rows);
    a.add(RBP, RBX);
    a.add(RSI, rows);
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextTile);
    a.mov(RSP, mem(RSP, scratchBytes));
    frame.leave(a);
    return a;
  }

  private void finish() {
    Label done = new Label();
    a.mov(RBX, mem(R8, ChainBlock.LAST));
    a.test(RBX, RBX);
    a.jump(Condition.EQUAL, done);
    a.mov(RCX, mem(RSP, scratchBytes + 8));
    a.mov(R12, mem(RDI, ProductBlock.FINISH));
    a.mov(RBX, rows);
    a.call(R12);
    a.bind(done);
  }

  private interface Each {
    void run(int row, int column, int half);
  }

  private void each(Each body) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int half = 0; half < halves; half++) {
          body.run(row, column, half);
        }
      }
    }
  }

  private Mem resting(int row, int column, int half) {
    int step = (row * columns + column) * ChainPanel.STEP_BYTES;
    return mem(R11, step + half * unit.bytes());
  }

  /** One tile: R12 walks down the group from R13, R14 and R15 along rows 0 and 3. */
  private void group() {
    Label goOn = new Label();
    Label started = new Label();
    a.test(R9, R9);
    a.jump(Condition.NOT_EQUAL, goOn);
    each((row, column, half) -> {
      Vec x = chain(row, column, half).as(128);
      a.vxorps(x, x, x);
    });
    a.jump(started);
    a.bind(goOn);
    each((row, column, half) -> a.vmovups(chain(row, column, half), resting(row, column, half)));
    a.bind(started);

    a.mov(R12, R13);
    a.mov(R14, RAX);
    if (rows > 3) {
      a.lea(R15, mem(R14, R10, 2, 0));
      a.add(R15, R10);
    }
    Label next = new Label();
    Label tail = new Label();
    Label end = new Label();
    a.mov(RBX, mem(R8, ChainBlock.STEPS));
    a.test(RBX, RBX);
    a.jump(Condition.EQUAL, tail);
    a.bind(next);
    step();
    a.add(R12, panel.pitch());
    a.add(R14, ChainPanel.STEP_BYTES);
    if (rows > 3) {
      a.add(R15, ChainPanel.STEP_BYTES);
    }
    a.dec(RBX);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(tail);
    a.mov(RBX, mem(R8, ChainBlock.TAIL));
    a.test(RBX, RBX);
    a.jump(Condition.EQUAL, end);
    if (wide()) {
      wideTail();
    } else {
      narrowTail();
    }
    a.bind(end);

    Label rest = new Label();
    Label done = new Label();
    a.mov(RBX, mem(R8, ChainBlock.LAST));
    a.test(RBX, RBX);
    a.jump(Condition.EQUAL, rest);
    for (int row = 0; row < rows; row++) {
      if (wide()) {
        wideSums(row);
      } else {
        narrowSums(row);
      }
    }
    a.jump(done);
    a.bind(rest);
    each((row, column, half) -> a.vmovups(resting(row, column, half), chain(row, column, half)));
    a.bind(done);
  }

  private Mem element(int row, int disp) {
    Gp base = row < 3 ? R14 : R15;
    int within = row % 3;
    return within == 0 ? mem(base, disp) : mem(base, R10, within, disp);
  }

  private Mem weight(int column, int half) {
    return mem(R12, column * ChainPanel.STEP_BYTES + half * unit.bytes());
  }

  private void step() {
    for (int half = 0; half < halves; half++) {
      for (int column = 0; column < columns; column++) {
        a.vmovups(weights(column), weight(column, half));
      }
      for (int row = 0; row < rows; row++) {
        Vec x = activations(row);
        a.vmovups(x, element(row, half * unit.bytes()));
        for (int column = 0; column < columns; column++) {
          a.vfmadd231ps(chain(row, column, half), x, weights(column));
        }
      }
    }
  }

  /** The chains past the end keep their bits: even adding 0 would change -0. */
  private void wideTail() {
    a.kmovq(Mask.K2, RBX);
    for (int column = 0; column < columns; column++) {
      a.vmovups(weights(column), weight(column, 0));
    }
    for (int row = 0; row < rows; row++) {
      Vec x = activations(row);
      a.vmovups(x.zeroed(Mask.K2), element(row, 0));
      for (int column = 0; column < columns; column++) {
        a.vfmadd231ps(chain(row, column, 0).masked(Mask.K2), x, weights(column));
      }
    }
  }

  private void narrowTail() {
    Vec x = unit.v(12);
    Vec sum = unit.v(13);
    Vec lanes = unit.v(14);
    for (int half = 0; half < halves; half++) {
      a.vmovups(lanes, mem(R8, ChainBlock.TAIL_LANES + half * unit.bytes()));
      for (int row = 0; row < rows; row++) {
        a.vmaskmovps(x, lanes, element(row, half * unit.bytes()));
        for (int column = 0; column < columns; column++) {
          Vec chain = chain(row, column, half);
          a.vmovaps(sum, chain);
          a.vfmadd231ps(sum, x, weight(column, half));
          a.vblendvps(chain, chain, sum, lanes);
        }
      }
    }
  }

  /** Adds chain i + 8, then i + 4; then four outputs at once i + 2 and i + 1. */
  private void wideSums(int row) {
    for (int column = 0; column < 4; column++) {
      Vec x = chain(row, column, 0);
      Vec high = weights(0);
      a.vextractf64x4(high.as(256), x, 1);
      a.vaddps(x.as(256), x.as(256), high.as(256));
      quarter(x, high);
    }
    Vec low = weights(0).as(128);
    Vec high = weights(1).as(128);
    Vec low2 = weights(2).as(128);
    Vec high2 = weights(3).as(128);
    Vec first = chain(row, 0, 0).as(128);
    Vec third = chain(row, 2, 0).as(128);
    a.vunpcklps(low, first, chain(row, 1, 0).as(128));
    a.vunpckhps(high, first, chain(row, 1, 0).as(128));
    a.vaddps(low, low, high);
    a.vunpcklps(low2, third, chain(row, 3, 0).as(128));
    a.vunpckhps(high2, third, chain(row, 3, 0).as(128));
    a.vaddps(low2, low2, high2);
    a.vunpckhpd(high, low, low2);
    a.vunpcklpd(low, low, low2);
    a.vaddps(low, low, high);
    a.vmovups(mem(RCX, row * rowPitch()), low);
  }

  private void quarter(Vec x, Vec scratch) {
    if (wide()) {
      a.vextractf32x4(scratch.as(128), x.as(256), 1);
    } else {
      a.vextractf128(scratch.as(128), x, 1);
    }
    a.vaddps(x.as(128), x.as(128), scratch.as(128));
  }

  private void narrowSums(int row) {
    for (int column = 0; column < 2; column++) {
      Vec x = chain(row, column, 0);
      a.vaddps(x, x, chain(row, column, 1));
      quarter(x, weights(0));
    }
    Vec low = weights(0).as(128);
    Vec high = weights(1).as(128);
    Vec first = chain(row, 0, 0).as(128);
    Vec second = chain(row, 1, 0).as(128);
    a.vunpcklps(low, first, second);
    a.vunpckhps(high, first, second);
    a.vaddps(low, low, high);
    a.vmovhlps(high, low, low);
    a.vaddps(low, low, high);
    a.vmovss(mem(RCX, row * rowPitch()), low);
    a.vmovshdup(low, low);
    a.vmovss(mem(RCX, row * rowPitch() + Float.BYTES), low);
  }
}
