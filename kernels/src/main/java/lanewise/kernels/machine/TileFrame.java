package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R14;
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

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * What all product routines share: finding the tile, and storing its sums or handing them to the
 * finishing routine.
 *
 * <p>Between {@link #enter} and {@link #leave}: RDI is the block, RSI the row, RDX the tiles left,
 * RCX the panel, R8 the first k, R9 how many, RAX the left row, R10 the bytes of a left row, R11
 * the panel, RBP the output; RBX and R12 to R15 are free. At RSP is scratch for one tile, rows
 * {@code panelVectors} vectors apart.
 */
public final class TileFrame {
  private final Assembler a;
  private final VectorUnit unit;
  private final int rows;
  private final int vectors;
  private final int scratchBytes;

  /** Which register holds which sum. */
  public interface Accumulators {
    Vec at(int row, int vector);
  }

  public TileFrame(Assembler a, VectorUnit unit, int rows, int vectors) {
    this.a = a;
    this.unit = unit;
    this.rows = rows;
    this.vectors = vectors;
    this.scratchBytes = rows * unit.panelVectors() * unit.bytes();
  }

  public void enter() {
    a.mov(RBX, RSP);
    a.sub(RSP, scratchBytes + 64);
    a.and(RSP, -64);
    a.mov(mem(RSP, scratchBytes), RBX);
    a.mov(R10, mem(RDI, ProductBlock.LHS_ROW_BYTES));
    a.mov(RAX, RSI);
    a.imul(RAX, R10);
    a.add(RAX, mem(RDI, ProductBlock.LHS));
    a.mov(R11, RCX);
    a.imul(R11, mem(RDI, ProductBlock.RHS_PANEL_BYTES));
    a.add(R11, mem(RDI, ProductBlock.RHS));
    a.mov(RBP, RSI);
    a.imul(RBP, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.add(RBP, mem(RDI, ProductBlock.OUT));
    a.mov(RBX, RCX);
    a.imul(RBX, mem(RDI, ProductBlock.PANEL_BYTES));
    a.add(RBP, RBX);
  }

  /** One of six words of 4 bytes that outlast the tiles. */
  public Mem spare(int index) {
    return mem(RSP, scratchBytes + 8 + 4 * index);
  }

  public void leave() {
    a.mov(RSP, mem(RSP, scratchBytes));
  }

  /** Goes to the tile below, if there is one. */
  public void next(Label nextTile) {
    a.imul(RBX, R10, rows);
    a.add(RAX, RBX);
    a.mov(RBX, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.imul(RBX, RBX, rows);
    a.add(RBP, RBX);
    a.add(RSI, rows);
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextTile);
  }

  /** Stores the sums, or, when k is complete and the block names a routine, lets it finish them. */
  public void finish(Accumulators accumulators) {
    Label plain = new Label();
    Label done = new Label();
    a.mov(R12, mem(RDI, ProductBlock.FINISH));
    a.test(R12, R12);
    a.jump(Condition.EQUAL, plain);
    a.lea(RBX, mem(R8, R9, 1, 0));
    a.cmp(RBX, mem(RDI, ProductBlock.K));
    a.jump(Condition.NOT_EQUAL, plain);
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < vectors; vector++) {
        int at = (row * unit.panelVectors() + vector) * unit.bytes();
        a.vmovups(mem(RSP, at), accumulators.at(row, vector));
      }
    }
    a.mov(RBX, rows);
    a.call(R12);
    a.jump(done);

    a.bind(plain);
    unit.readMask(a, RDI);
    a.mov(R14, RBP);
    for (int row = 0; row < rows; row++) {
      for (int vector = 0; vector < vectors; vector++) {
        unit.store(
            a,
            mem(R14, vector * unit.bytes()),
            accumulators.at(row, vector),
            vector == vectors - 1);
      }
      a.add(R14, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    }
    a.bind(done);
  }
}
