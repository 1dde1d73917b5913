package lanewise.kernels.machine.block.row;

import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Gp.RBP;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.ElementType;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the product with blocks of 256. A row's codes are unpacked vector by vector and multiplied
 * with all rows of activations; the sums of two products, at most 2 · 63 · 128, fit in 16 bits and
 * are multiplied by their group's scale. Four rows' sums meet in the lanes of each 128 bits, then
 * those of all rows.
 */
final class SuperBlockCode implements GroupFrame.Body, SuperCodes.Sink {
  private static final int ROWS = 4;

  private final Assembler a = new Assembler();
  private final VectorUnit unit;
  private final SuperLayout layout;
  private final int m;
  private final GroupFrame frame;
  private final GroupSteps steps;
  private final Constants constants;
  private final SuperHeader header;
  private final SuperCodes codes;
  private final int activationsAt;
  private final int rowSumsAt;
  private final int partSumsAt;

  /** The row of weights that is being multiplied. */
  private int row;

  private SuperBlockCode(VectorUnit unit, ElementType type, int m) {
    this.unit = unit;
    this.layout = new SuperLayout(unit, type);
    this.m = m;
    this.frame = new GroupFrame(a, unit, type.blockBytes(), m);
    this.steps = new GroupSteps(a, unit, frame);
    this.constants = new Constants(a, unit, 16, unit == VectorUnit.AVX512 ? 16 : 0);
    this.header = new SuperHeader(a, layout, frame, steps, constants, m);
    this.codes = new SuperCodes(a, layout, frame, steps, constants, this);
    this.activationsAt = frame.reserve(m * SuperLayout.ELEMENTS);
    this.rowSumsAt = frame.reserve(m * ROWS * unit.bytes());
    this.partSumsAt = frame.reserve(m * groups() * unit.bytes());
  }

  static Assembler write(VectorUnit unit, ElementType type, int m) {
    SuperBlockCode code = new SuperBlockCode(unit, type, m);
    code.frame.write(type.blockElements(), code);
    code.constants.write();
    return code.a;
  }

  /** Fours of rows in a group. */
  private int groups() {
    return unit.lanes() / ROWS;
  }

  @Override
  public void start() {
    steps.prepare();
    constants.load();
  }

  @Override
  public void block() {
    for (int lhsRow = 0; lhsRow < m; lhsRow++) {
      if (lhsRow > 0) {
        frame.nextRow();
      }
      keepActivations(lhsRow);
      header.keepSums(lhsRow, mem(RBP, 0));
    }
    frame.firstRow();
    header.write();
    for (int group = 0; group < groups(); group++) {
      for (int i = 0; i < ROWS; i++) {
        row = ROWS * group + i;
        header.repeatGroupScales(groupScales(), row);
        frame.prefetch(row, unit.lanes());
        codes.write(row);
        for (int lhsRow = 0; lhsRow < m && m > 1; lhsRow++) {
          a.vmovups(rowSum(lhsRow, i), sum(lhsRow));
        }
      }
      addRows(group);
    }
    for (int lhsRow = 0; lhsRow < m; lhsRow++) {
      if (lhsRow > 0) {
        frame.nextRow();
      }
      chain(lhsRow);
    }
    frame.firstRow();
  }

  /** Lays the activations out as the codes will come. */
  private void keepActivations(int lhsRow) {
    Vec x = unit.v(8);
    for (int vector = 0; vector < layout.vectors(); vector++) {
      Mem[] parts = new Mem[layout.parts()];
      boolean adjacent = true;
      for (int part = 0; part < parts.length; part++) {
        parts[part] = mem(RBX, 16 * layout.piece(vector, part));
        adjacent &= parts[part].disp() == parts[0].disp() + 16 * part;
      }
      if (adjacent) {
        a.vmovups(x, parts[0]);
      } else {
        steps.pieces(x, parts);
      }
      a.vmovups(activations(lhsRow, vector), x);
    }
  }

  private Mem activations(int lhsRow, int vector) {
    return frame.local(activationsAt + lhsRow * SuperLayout.ELEMENTS + vector * unit.bytes());
  }

  private Mem rowSum(int lhsRow, int i) {
    return frame.local(rowSumsAt + (lhsRow * ROWS + i) * unit.bytes());
  }

  private Mem partSum(int lhsRow, int group) {
    return frame.local(partSumsAt + (lhsRow * groups() + group) * unit.bytes());
  }

  /** The sums of the present row of weights: one register each, or of four rows side by side. */
  private Vec sum(int lhsRow) {
    return unit.v(m == 1 ? row % ROWS : lhsRow);
  }

  /** Products of the present vector. */
  private Vec products() {
    return unit.v(12);
  }

  private Vec scales() {
    return unit.v(13);
  }

  private Vec groupScales() {
    return unit.v(14);
  }

  private Vec scratch() {
    return unit.v(15);
  }

  @Override
  public void multiply(int vector) {
    a.vpshufb(scales(), groupScales(), constants.bytes(layout.scaleIndices(vector)));
    switch (layout.type()) {
      case Q3_K, Q6_K -> a.vpsraw(scales(), scales(), 8);
      case IQ4_XS -> {
        if (layout.wideSums()) {
          a.vpsrad(scales(), scales(), 24);
        } else {
          a.vpabsb(unit.v(11), codes.codes());
        }
      }
      default -> {}
    }
    for (int lhsRow = 0; lhsRow < m; lhsRow++) {
      multiply(vector, lhsRow);
    }
  }

  private void multiply(int vector, int lhsRow) {
    Vec to = vector == 0 ? sum(lhsRow) : products();
    Mem x = activations(lhsRow, vector);
    if (layout.wideSums()) {
      steps.zero(products());
      a.vpdpbusd(products(), codes.codes(), x);
      a.vpmulld(to, products(), scales());
    } else {
      if (layout.signedCodes()) {
        a.vmovups(scratch(), x);
        a.vpsignb(scratch(), scratch(), codes.codes());
        a.vpmaddubsw(products(), unit.v(11), scratch());
      } else {
        a.vpmaddubsw(products(), codes.codes(), x);
      }
      if (unit == VectorUnit.AVX512 && vector > 0) {
        a.vpdpwssd(sum(lhsRow), products(), scales());
        return;
      }
      a.vpmaddwd(to, products(), scales());
    }
    if (vector > 0) {
      a.vpaddd(sum(lhsRow), sum(lhsRow), products());
    }
  }

  /** Adds up the sums of four rows of weights. */
  private void addRows(int group) {
    if (m == 1) {
      steps.addQuads(unit.v(0), unit.v(1), unit.v(2), unit.v(3), scratch());
      a.vmovaps(part(group), unit.v(0));
      return;
    }
    for (int lhsRow = 0; lhsRow < m; lhsRow++) {
      for (int i = 0; i < ROWS; i++) {
        a.vmovups(unit.v(8 + i), rowSum(lhsRow, i));
      }
      steps.addQuads(unit.v(8), unit.v(9), unit.v(10), unit.v(11), scratch());
      a.vmovups(partSum(lhsRow, group), unit.v(8));
    }
  }

  private Vec part(int group) {
    return unit.v(4 + group);
  }

  private void chain(int lhsRow) {
    Vec[] parts = new Vec[groups()];
    for (int group = 0; group < groups(); group++) {
      parts[group] = part(group);
      if (m > 1) {
        a.vmovups(parts[group], partSum(lhsRow, group));
      }
    }
    steps.addParts(parts, unit.v(8));
    Vec sum = parts[0];
    if (layout.offsetShift() >= 0) {
      a.vmovups(unit.v(9), header.minSums(lhsRow));
      a.vpslld(unit.v(9), unit.v(9), layout.offsetShift());
      a.vpsubd(sum, sum, unit.v(9));
    }
    steps.chain(lhsRow, sum, header.scales(), mem(R15, 0), false, unit.v(10), unit.v(11));
    if (layout.hasMinima()) {
      a.vmovups(sum, header.minSums(lhsRow));
      steps.chain(lhsRow, sum, header.minima(), mem(R15, 0), true, unit.v(10), unit.v(11));
    }
  }
}
