package lanewise.kernels.machine.block.panel;

import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;

import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that multiplies tiles of rows of activations by an unpacked panel.
 *
 * <p>Arguments: the task's block, the first row, how many tiles (one below the other), which panel
 * of the output, the worker's {@link PanelBlock}, the first block of k. Where that is not 0 the
 * sums go on from where they rest.
 *
 * <p>Two integer accumulators beside each other for each row: six rows take 12 registers with
 * AVX-512, four take 8 with AVX2. With AVX-512 another 12 hold the f32 sums of types in blocks of
 * 32, which change every 8 steps, or the integer sums of a block of 256; what has no register lives
 * on the stack.
 */
final class PanelTileCode {
  /** Which register holds which sum. */
  interface Registers {
    Vec at(int row, int vector);
  }

  private final PanelScheme scheme;
  private final VectorUnit unit;
  private final int rows;
  private final Assembler a = new Assembler();
  private final PanelFrame frame;
  private final DotCode dot;

  private PanelTileCode(PanelScheme scheme, int rows) {
    this.scheme = scheme;
    this.unit = scheme.unit();
    this.rows = rows;
    this.frame = new PanelFrame(a, scheme, rows);
    this.dot = new DotCode(a, scheme, frame, rows);
  }

  /** Rows of a whole tile. */
  static int tileRows(VectorUnit unit) {
    return unit == VectorUnit.AVX512 ? 6 : 4;
  }

  static Assembler write(PanelScheme scheme, int rows) {
    return new PanelTileCode(scheme, rows).write();
  }

  private boolean wide() {
    return unit == VectorUnit.AVX512;
  }

  /** Integer sums of a group or a short block. */
  private Vec inner(int row, int vector) {
    return unit.v(row * PanelScheme.VECTORS + vector);
  }

  /** With AVX-512 alone: f32 sums of short blocks, or integer sums of long ones. */
  private Vec outer(int row, int vector) {
    return unit.v(12 + row * PanelScheme.VECTORS + vector);
  }

  /** Four registers that are free while no dot products are computed. */
  private Vec spare(int index) {
    return unit.v(wide() ? 28 + index : 12 + index);
  }

  /** Registers for what belongs to a vector of columns, free at the same time. */
  private Vec column(int vector) {
    return unit.v(wide() ? 24 + vector : 8 + vector);
  }

  /** The same, second. */
  private Vec column2(int vector) {
    return unit.v(wide() ? 26 + vector : 10 + vector);
  }

  private boolean sumsInRegisters() {
    return wide() && scheme.isShort();
  }

  private Assembler write() {
    Frame system = Frame.ofThisSystem();
    system.enter(a);
    frame.enter();
    Label nextTile = new Label();
    Label nextBlock = new Label();
    a.bind(nextTile);
    startSums();
    frame.start();
    a.bind(nextBlock);
    if (scheme.isShort()) {
      shortBlock();
    } else {
      longBlock();
    }
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextBlock);
    endSums();
    frame.next(nextTile);
    frame.leave();
    system.leave(a);
    return a;
  }

  private interface Each {
    void run(int row, int vector);
  }

  private void each(Each body) {
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
        body.run(row, vector);
      }
    }
  }

  private void zero(Vec x) {
    a.vxorps(x.as(128), x.as(128), x.as(128));
  }

  private void startSums() {
    Label goOn = new Label();
    Label started = new Label();
    frame.jumpIfContinued(goOn);
    if (sumsInRegisters()) {
      each((row, vector) -> zero(outer(row, vector)));
    } else {
      zero(spare(0));
      each((row, vector) -> a.vmovups(frame.sum(row, vector), spare(0)));
    }
    a.jump(started);
    a.bind(goOn);
    each((row, vector) -> {
      if (sumsInRegisters()) {
        a.vmovups(outer(row, vector), frame.resting(row, vector));
      } else {
        a.vmovups(spare(0), frame.resting(row, vector));
        a.vmovups(frame.sum(row, vector), spare(0));
      }
    });
    a.bind(started);
  }

  private void endSums() {
    Label rest = new Label();
    Label done = new Label();
    frame.jumpIfIncomplete(rest);
    if (sumsInRegisters()) {
      each((row, vector) -> a.vmovups(frame.sum(row, vector), outer(row, vector)));
    }
    frame.finish();
    a.jump(done);
    a.bind(rest);
    each((row, vector) -> {
      if (sumsInRegisters()) {
        a.vmovups(frame.resting(row, vector), outer(row, vector));
      } else {
        a.vmovups(spare(0), frame.sum(row, vector));
        a.vmovups(frame.resting(row, vector), spare(0));
      }
    });
    a.bind(done);
  }

  private void shortBlock() {
    if (scheme.offset() != 0) {
      for (int row = 0; row < rows; row++) {
        a.vpbroadcastd(inner(row, 0), frame.table(row, 0));
        a.vmovaps(inner(row, 1), inner(row, 0));
      }
    } else {
      each((row, vector) -> zero(inner(row, vector)));
    }
    dot.steps(0, PanelScheme.STEPS, this::inner);
    addBlock(this::inner, null);
    a.add(R12, scheme.blockBytes());
    frame.advanceValues(PanelScheme.SLICE);
    frame.advanceBlock(4);
  }

  private void longBlock() {
    startBlock();
    Label nextSlice = new Label();
    a.mov(RSI, scheme.slices());
    a.bind(nextSlice);
    int groups = scheme.groupsPerSlice();
    if (groups == 0) {
      dot.steps(0, PanelScheme.STEPS, wide() ? this::outer : this::inner);
    }
    for (int group = 0; group < groups; group++) {
      each((row, vector) -> zero(inner(row, vector)));
      int steps = PanelScheme.STEPS / groups;
      dot.steps(group * steps, (group + 1) * steps, this::inner);
      addGroup(scheme.scaleItem(group));
    }
    a.add(R12, scheme.sliceItems() * scheme.itemBytes());
    frame.advanceValues(PanelScheme.SLICE);
    a.dec(RSI);
    a.jump(Condition.NOT_EQUAL, nextSlice);

    // From here on the items are counted from the block's first again.
    a.sub(R12, scheme.scaleHeader() * scheme.itemBytes());
    endBlock();
    a.add(R12, scheme.blockBytes());
    frame.advanceBlock(scheme.tableBlockBytes());
  }

  /** Whether a long block's integer sum stays in the registers of its dot products. */
  private boolean sumsInner() {
    return !wide() && scheme.groupsPerSlice() == 0;
  }

  private void startBlock() {
    if (wide()) {
      each((row, vector) -> zero(outer(row, vector)));
    } else if (sumsInner()) {
      each((row, vector) -> zero(inner(row, vector)));
    } else {
      zero(spare(0));
      each((row, vector) -> a.vmovups(frame.own(row, vector), spare(0)));
    }
  }

  /** Adds the inner sums, times the group's scale, to the block's. */
  private void addGroup(int item) {
    for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
      a.vmovups(column(vector), frame.item(item, vector));
    }
    each((row, vector) -> {
      Vec x = inner(row, vector);
      if (scheme.hasFloatScales()) {
        a.vcvtdq2ps(x, x);
        a.vmulps(x, x, column(vector));
        a.vcvtps2dq(x, x);
      } else {
        a.vpmulld(x, x, column(vector));
      }
      if (wide()) {
        a.vpaddd(outer(row, vector), outer(row, vector), x);
      } else {
        a.vpaddd(x, x, frame.own(row, vector));
        a.vmovups(frame.own(row, vector), x);
      }
    });
  }

  private void endBlock() {
    Registers block = this::inner;
    if (wide()) {
      block = this::outer;
    } else if (!sumsInner() && scheme.pairs() != PanelScheme.Pairs.MINIMA) {
      each((row, vector) -> a.vmovups(inner(row, vector), frame.own(row, vector)));
    }
    switch (scheme.pairs()) {
      case NONE -> {}
      case OFFSETS -> dot.pairs(block);
      case MINIMA -> {
        if (sumsInner()) {
          each((row, vector) -> a.vmovups(frame.own(row, vector), inner(row, vector)));
        }
        each((row, vector) -> zero(inner(row, vector)));
        dot.pairs(this::inner);
      }
    }
    if (scheme.negated()) {
      zero(spare(0));
      Registers sums = block;
      each((row, vector) -> a.vpsubd(sums.at(row, vector), spare(0), sums.at(row, vector)));
    }
    boolean minima = scheme.pairs() == PanelScheme.Pairs.MINIMA;
    addBlock(minima && !wide() ? null : block, minima ? this::inner : null);
  }

  /**
   * Adds a block to the f32 sums: first its integer sum times {@code d} and the row's scale, then,
   * where there is a {@code c}, the sum of minima times that and the scale.
   *
   * @param block integer sums; null where they are on the stack
   * @param minima sums of minima; null where the table has them
   */
  private void addBlock(Registers block, Registers minima) {
    for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
      a.vmovups(column(vector), frame.item(scheme.scaleHeader(), vector));
      if (scheme.factors() && wide()) {
        a.vmovups(column2(vector), frame.item(scheme.factorHeader(), vector));
      }
    }
    for (int row = 0; row < rows; row++) {
      Vec scale = spare(0);
      a.vbroadcastss(scale, frame.scale(row));
      for (int vector = 0; vector < PanelScheme.VECTORS; vector++) {
        Vec sum = sumsInRegisters() ? outer(row, vector) : spare(1);
        if (!sumsInRegisters()) {
          a.vmovups(sum, frame.sum(row, vector));
        }
        Vec x = spare(2);
        a.vcvtdq2ps(x, block == null ? frame.own(row, vector) : block.at(row, vector));
        Vec factor = wide() ? spare(3) : unit.v(10);
        a.vmulps(factor, column(vector), scale);
        a.vfmadd231ps(sum, x, factor);
        if (scheme.factors()) {
          Operands operands = new Operands(row, vector, scale, factor, x, sum);
          addMinima(operands, minima);
        }
        if (!sumsInRegisters()) {
          a.vmovups(frame.sum(row, vector), sum);
        }
      }
    }
  }

  private record Operands(int row, int vector, Vec scale, Vec factor, Vec x, Vec sum) {}

  private void addMinima(Operands o, Registers minima) {
    if (wide()) {
      a.vmulps(o.factor, column2(o.vector), o.scale);
    } else {
      a.vmulps(o.factor, o.scale, frame.item(scheme.factorHeader(), o.vector));
    }
    if (minima == null) {
      a.vbroadcastss(o.x, frame.table(o.row, 0));
    } else {
      a.vcvtdq2ps(o.x, minima.at(o.row, o.vector));
    }
    a.vfmadd231ps(o.sum, o.x, o.factor);
  }
}
