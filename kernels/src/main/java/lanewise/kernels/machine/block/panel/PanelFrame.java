package lanewise.kernels.machine.block.panel;

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

import lanewise.kernels.QuantizedRows;
import lanewise.kernels.machine.ProductBlock;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;

/**
 * Where a tile kernel finds what it multiplies, and what it does with the sums.
 *
 * <p>While a tile is computed R12 walks down the panel; R14 and R15 along the values of rows 0 and
 * 3, R13 and RBX along their scales, all R10 bytes from the next row; R8 and R9 along the table (or
 * the sums) of rows 0 and 3, whose rows are RCX bytes apart. RDX counts the blocks, RSI may be
 * used. RAX is row 0's first value, RBP the output. At RSP are the tile's f32 sums, where the
 * finishing routine looks for them: rows {@link #rowPitch} apart.
 */
final class PanelFrame {
  private final Assembler a;
  private final PanelScheme scheme;
  private final int rows;
  private final int slots;

  /** Bytes of the stack that a kernel has for itself behind the tile. */
  private static final int OWN_BYTES = 512;

  PanelFrame(Assembler a, PanelScheme scheme, int rows) {
    this.a = a;
    this.scheme = scheme;
    this.rows = rows;
    this.slots = rows * rowPitch() + OWN_BYTES;
  }

  int rowPitch() {
    return scheme.unit().panelVectors() * scheme.unit().bytes();
  }

  /** The tile's sum of a row and vector. */
  Mem sum(int row, int vector) {
    return mem(RSP, row * rowPitch() + vector * scheme.unit().bytes());
  }

  /** A vector of the stack that is the kernel's own; there are as many as a tile of AVX2 has. */
  Mem own(int row, int vector) {
    int at = (row * PanelScheme.VECTORS + vector) * scheme.unit().bytes();
    if (at >= OWN_BYTES) {
      throw new IllegalArgumentException("no such place on the stack: " + at);
    }
    return mem(RSP, rows * rowPitch() + at);
  }

  private Mem slot(int index) {
    return mem(RSP, slots + 8 * index);
  }

  private Mem stackSlot() {
    return slot(0);
  }

  private Mem tilesSlot() {
    return slot(1);
  }

  private Mem panelIndexSlot() {
    return slot(2);
  }

  private Mem rowSlot() {
    return slot(3);
  }

  private Mem controlSlot() {
    return slot(4);
  }

  private Mem firstSlot() {
    return slot(5);
  }

  private Mem restingSumsSlot() {
    return slot(6);
  }

  private Mem tableSlot() {
    return slot(7);
  }

  private Mem scalesSlot() {
    return slot(8);
  }

  void enter() {
    a.mov(RBX, RSP);
    a.sub(RSP, slots + 128);
    a.and(RSP, -64);
    a.mov(stackSlot(), RBX);
    a.mov(tilesSlot(), RDX);
    a.mov(panelIndexSlot(), RCX);
    a.mov(rowSlot(), RSI);
    a.mov(controlSlot(), R8);
    a.mov(firstSlot(), R9);
    int block = scheme.type().blockElements();

    a.mov(R10, mem(RDI, ProductBlock.LHS_ROW_BYTES));
    a.mov(RAX, RSI);
    a.imul(RAX, R10);
    a.add(RAX, mem(RDI, ProductBlock.LHS));
    // From the row's start: the first block's scale, and its first sum.
    a.lea(RBX, mem(RAX, R9, 4, 0));
    a.add(RBX, mem(RDI, PanelBlock.SCALES_AT));
    a.mov(scalesSlot(), RBX);
    if (scheme.hasTable()) {
      a.mov(RBX, mem(R8, PanelBlock.TABLE));
    } else {
      a.imul(RBX, R9, block / QuantizedRows.SUM_ELEMENTS * Short.BYTES);
      a.add(RBX, RAX);
      a.add(RBX, mem(RDI, PanelBlock.SUMS_AT));
    }
    a.mov(tableSlot(), RBX);
    a.imul(RBX, R9, block);
    a.add(RAX, RBX);

    a.mov(RBX, mem(R8, PanelBlock.SUMS));
    a.mov(restingSumsSlot(), RBX);
    a.mov(R11, mem(R8, PanelBlock.PANEL));
    a.mov(RBP, RSI);
    a.imul(RBP, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.add(RBP, mem(RDI, ProductBlock.OUT));
    a.imul(RCX, mem(RDI, ProductBlock.PANEL_BYTES));
    a.add(RBP, RCX);
  }

  void leave() {
    a.mov(RSP, stackSlot());
  }

  /** Points all walkers at the tile. */
  void start() {
    a.mov(R12, R11);
    a.mov(RDX, controlSlot());
    a.mov(RDX, mem(RDX, PanelBlock.BLOCKS));
    a.mov(R14, RAX);
    a.mov(R13, scalesSlot());
    a.mov(R8, tableSlot());
    if (scheme.hasTable()) {
      a.mov(RCX, mem(RDI, PanelBlock.TABLE_ROW_BYTES));
    } else {
      a.mov(RCX, R10);
    }
    if (rows > 3) {
      a.lea(R15, mem(R14, R10, 2, 0));
      a.add(R15, R10);
      a.lea(RBX, mem(R13, R10, 2, 0));
      a.add(RBX, R10);
      a.lea(R9, mem(R8, RCX, 2, 0));
      a.add(R9, RCX);
    }
  }

  private static Mem walker(int row, Gp first, Gp fourth, Gp stride, int disp) {
    Gp base = row < 3 ? first : fourth;
    int within = row % 3;
    return within == 0 ? mem(base, disp) : mem(base, stride, within, disp);
  }

  Mem values(int row, int disp) {
    return walker(row, R14, R15, R10, disp);
  }

  Mem scale(int row) {
    return walker(row, R13, RBX, R10, 0);
  }

  Mem table(int row, int disp) {
    return walker(row, R8, R9, RCX, disp);
  }

  /** An item of the panel, from where R12 is. */
  Mem item(int item, int vector) {
    return mem(R12, item * scheme.itemBytes() + vector * scheme.unit().bytes());
  }

  void advanceValues(int bytes) {
    a.add(R14, bytes);
    if (rows > 3) {
      a.add(R15, bytes);
    }
  }

  /** Moves scales and table by a block. */
  void advanceBlock(int tableBytes) {
    a.add(R13, 4);
    a.add(R8, tableBytes);
    if (rows > 3) {
      a.add(RBX, 4);
      a.add(R9, tableBytes);
    }
  }

  /** Goes to {@code goOn} if sums of earlier runs are to be continued; R12 then points at them. */
  void jumpIfContinued(Label goOn) {
    a.mov(RSI, firstSlot());
    a.mov(R12, restingSumsSlot());
    a.test(RSI, RSI);
    a.jump(Condition.NOT_EQUAL, goOn);
  }

  /** Sums that rest between runs, when R12 points at them. */
  Mem resting(int row, int vector) {
    return mem(R12, (row * PanelScheme.VECTORS + vector) * scheme.unit().bytes());
  }

  /** Goes to {@code rest} if k is not complete; R12 then points at where sums may rest. */
  void jumpIfIncomplete(Label rest) {
    a.mov(RSI, controlSlot());
    a.mov(RSI, mem(RSI, PanelBlock.BLOCKS));
    a.add(RSI, firstSlot());
    a.mov(R12, restingSumsSlot());
    a.cmp(RSI, mem(RDI, ProductBlock.K));
    a.jump(Condition.NOT_EQUAL, rest);
  }

  /** Lets the task's finishing routine write the output from the tile's sums. */
  void finish() {
    a.mov(RSI, rowSlot());
    a.mov(RCX, panelIndexSlot());
    a.mov(R12, mem(RDI, ProductBlock.FINISH));
    a.mov(RBX, rows);
    a.call(R12);
  }

  /** Goes to the tile below, if there is one. */
  void next(Label nextTile) {
    a.imul(RBX, R10, rows);
    a.add(RAX, RBX);
    move(scalesSlot());
    if (scheme.hasTable()) {
      a.mov(RBX, mem(RDI, PanelBlock.TABLE_ROW_BYTES));
      a.imul(RBX, RBX, rows);
    }
    move(tableSlot());
    a.mov(RBX, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.imul(RBX, RBX, rows);
    a.add(RBP, RBX);
    a.mov(RBX, rows * scheme.itemBytes());
    move(restingSumsSlot());
    a.mov(RBX, rows);
    move(rowSlot());
    a.mov(RDX, tilesSlot());
    a.sub(RDX, 1);
    a.mov(tilesSlot(), RDX);
    a.jump(Condition.NOT_EQUAL, nextTile);
  }

  /** Adds RBX. */
  private void move(Mem slot) {
    a.mov(RDX, slot);
    a.add(RDX, RBX);
    a.mov(slot, RDX);
  }
}
