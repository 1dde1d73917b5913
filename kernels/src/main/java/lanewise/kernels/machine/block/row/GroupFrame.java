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
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * The loops around a product of few rows of activations: over groups of as many rows of weights as
 * a vector has lanes, and over the blocks of k; then the sums are finished and stored.
 *
 * <p>Arguments: the {@link ProductBlock}, the first row of activations, how many groups, the first
 * row of weights, the address of the weights that will be read after these, how many bytes of these
 * nobody has prefetched yet. In a block's code RAX, R12, R13 and R14 point at the group's rows 0,
 * 4, 8 and 12, R10 bytes from row to row and R11 three times that; RBX, R15 and RBP at the
 * activations' values, scales and sums, R9 bytes from row to row; R8 counts the blocks that are
 * left and RDI is free.
 */
final class GroupFrame {
  /** The block's field that says how far ahead of a group its code prefetches, in bytes. */
  static final int PREFETCH_DISTANCE = ProductBlock.RHS_SCALES;

  /** Bytes of the stack that the frame has for itself behind the f32 sums. */
  private static final int OWN = 128;

  private static final int SAVED_STACK = 0;
  private static final int SAVED_BLOCK = 8;
  private static final int SAVED_ROW = 16;
  private static final int WEIGHTS = 24;
  private static final int VALUES = 32;
  private static final int SCALES = 40;
  private static final int SUMS = 48;
  private static final int END = 56;
  private static final int TO_NEXT = 64;
  private static final int UNFETCHED = 72;
  private static final int LIMIT = 80;

  private static final Gp[] ROWS = {RAX, R12, R13, R14};
  private static final int LINE = 64;

  private final Assembler a;
  private final VectorUnit unit;
  private final int blockBytes;
  private final int m;
  private final int ownAt;
  private int stack;

  /** What lies between the loops. */
  interface Body {
    /** Before the first block of a group. */
    void start();

    /** One block of k. */
    void block();
  }

  /**
   * A frame for {@code m} rows of activations.
   *
   * @param blockBytes bytes of a block of weights
   */
  GroupFrame(Assembler a, VectorUnit unit, int blockBytes, int m) {
    this.blockBytes = blockBytes;
    this.a = a;
    this.unit = unit;
    this.m = m;
    this.ownAt = m * pitch();
    this.stack = ownAt + OWN;
  }

  /** How far apart the finishing routine expects the sums of two rows of activations. */
  private int pitch() {
    return unit.panelVectors() * unit.bytes();
  }

  /** Reserves {@code bytes} of the stack at a multiple of 64; before {@link #write}. */
  int reserve(int bytes) {
    int at = stack;
    stack += bytes + LINE - 1 & -LINE;
    return at;
  }

  /** A place that was reserved. */
  Mem local(int at) {
    return mem(RSP, at);
  }

  /** Where on the stack the {@link ProductBlock}'s address is. */
  int savedBlock() {
    return ownAt + SAVED_BLOCK;
  }

  /** Where on the stack the address of the activations is. */
  int savedValues() {
    return ownAt + VALUES;
  }

  /** The f32 sums of a row of activations. */
  Mem accumulator(int row) {
    return mem(RSP, row * pitch());
  }

  /** A place inside row {@code row} of the group. */
  Mem weights(int row, int disp) {
    Gp base = ROWS[row / 4];
    return switch (row % 4) {
      case 0 -> mem(base, disp);
      case 1 -> mem(base, R10, 1, disp);
      case 2 -> mem(base, R10, 2, disp);
      default -> mem(base, R11, 1, disp);
    };
  }

  /**
   * Writes the routine.
   *
   * @param block elements of a block
   */
  void write(int block, Body body) {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    enter();
    Label nextGroup = new Label();
    Label nextBlock = new Label();
    Label finished = new Label();
    a.bind(nextGroup);
    startGroup();
    body.start();
    a.mov(RDI, mem(RSP, ownAt + SAVED_BLOCK));
    a.mov(R8, mem(RDI, ProductBlock.K));
    a.test(R8, R8);
    a.jump(Condition.EQUAL, finished);
    a.bind(nextBlock);
    body.block();
    for (int i = 0; i < unit.lanes() / 4; i++) {
      a.add(ROWS[i], blockBytes);
    }
    a.add(RSI, unit.lanes() * blockBytes);
    turnToNext();
    a.add(RBX, block);
    a.add(R15, Float.BYTES);
    a.add(RBP, block / 8);
    a.dec(R8);
    a.jump(Condition.NOT_EQUAL, nextBlock);
    a.bind(finished);
    finish();
    a.mov(RBX, mem(RDI, ProductBlock.RHS_PANEL_BYTES));
    a.imul(RBX, RBX, unit.lanes());
    a.add(RBX, mem(RSP, ownAt + WEIGHTS));
    a.mov(mem(RSP, ownAt + WEIGHTS), RBX);
    a.add(RCX, unit.lanes());
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextGroup);
    a.mov(RSP, mem(RSP, ownAt + SAVED_STACK));
    frame.leave(a);
  }

  /** Goes to the next row of activations. */
  void nextRow() {
    a.add(RBX, R9);
    a.add(R15, R9);
    a.add(RBP, R9);
  }

  /** Goes back to the first row of activations from the last one. */
  void firstRow() {
    if (m > 1) {
      a.imul(RDI, R9, m - 1);
      a.sub(RBX, RDI);
      a.sub(R15, RDI);
      a.sub(RBP, RDI);
    }
  }

  private void enter() {
    a.mov(RBX, RSP);
    a.sub(RSP, stack + LINE);
    a.and(RSP, -LINE);
    a.mov(mem(RSP, ownAt + SAVED_STACK), RBX);
    a.mov(mem(RSP, ownAt + SAVED_BLOCK), RDI);
    a.mov(mem(RSP, ownAt + SAVED_ROW), RSI);
    a.mov(RBX, RCX);
    a.imul(RBX, mem(RDI, ProductBlock.RHS_STEP));
    a.add(RBX, mem(RDI, ProductBlock.RHS));
    a.mov(mem(RSP, ownAt + WEIGHTS), RBX);
    a.mov(mem(RSP, ownAt + UNFETCHED), R9);
    a.mov(R9, mem(RDI, ProductBlock.LHS_ROW_BYTES));
    a.mov(RBX, RSI);
    a.imul(RBX, R9);
    a.add(RBX, mem(RDI, ProductBlock.LHS));
    a.mov(mem(RSP, ownAt + VALUES), RBX);
    a.mov(RBP, RBX);
    a.add(RBP, mem(RDI, ProductBlock.LHS_SCALES));
    a.mov(mem(RSP, ownAt + SCALES), RBP);
    a.add(RBX, mem(RDI, ProductBlock.ROW_TERMS));
    a.mov(mem(RSP, ownAt + SUMS), RBX);
    a.mov(R10, mem(RDI, ProductBlock.RHS_PANEL_BYTES));
    a.lea(R11, mem(R10, R10, 2, 0));
    prefetchFirst();
  }

  /** Prefetches what comes before the distance that the groups keep: at most all there is. */
  private void prefetchFirst() {
    Label next = new Label();
    Label done = new Label();
    a.imul(RAX, R10, unit.lanes());
    a.imul(RAX, RDX);
    a.mov(RBX, mem(RSP, ownAt + WEIGHTS));
    a.lea(RBP, mem(RBX, RAX, 1, 0));
    a.mov(mem(RSP, ownAt + END), RBP);
    a.sub(R8, RBP);
    a.mov(mem(RSP, ownAt + TO_NEXT), R8);
    a.mov(R8, mem(RSP, ownAt + UNFETCHED));
    a.cmp(R8, RAX);
    a.cmov(Condition.GREATER, R8, RAX);
    a.bind(next);
    a.sub(R8, LINE);
    a.jump(Condition.LESS, done);
    a.prefetcht1(mem(RBX, 0));
    a.add(RBX, LINE);
    a.jump(next);
    a.bind(done);
  }

  private void startGroup() {
    a.mov(RAX, mem(RSP, ownAt + WEIGHTS));
    for (int i = 1; i < unit.lanes() / 4; i++) {
      a.lea(ROWS[i], mem(ROWS[i - 1], R10, 4, 0));
    }
    a.mov(RSI, mem(RSP, ownAt + SAVED_BLOCK));
    a.mov(RSI, mem(RSI, PREFETCH_DISTANCE));
    a.add(RSI, RAX);
    a.mov(RDI, mem(RSP, ownAt + END));
    a.mov(mem(RSP, ownAt + LIMIT), RDI);
    turnToNext();
    a.mov(RBX, mem(RSP, ownAt + VALUES));
    a.mov(R15, mem(RSP, ownAt + SCALES));
    a.mov(RBP, mem(RSP, ownAt + SUMS));
    Vec zero = unit.v(0);
    a.vxorps(zero.as(128), zero.as(128), zero.as(128));
    for (int row = 0; row < m; row++) {
      a.vmovups(accumulator(row), zero);
    }
  }

  /**
   * Prefetches one of {@code parts} parts of what lies {@link #PREFETCH_DISTANCE} ahead: as many
   * bytes as this block has in all rows, in the order in which they lie, so that no stream has to
   * be found anew at the start of a row; behind the last group the weights that will be read next.
   * The parts are spread over the block's work.
   */
  void prefetch(int part, int parts) {
    int lines = Math.ceilDiv(unit.lanes() * blockBytes, LINE);
    for (int line = part * lines / parts; line < (part + 1) * lines / parts; line++) {
      a.prefetcht1(mem(RSI, line * LINE));
    }
  }

  /** Lets what is prefetched go on where the next call begins, once this one's end is reached. */
  private void turnToNext() {
    Label within = new Label();
    a.cmp(RSI, mem(RSP, ownAt + LIMIT));
    a.jump(Condition.LESS, within);
    a.add(RSI, mem(RSP, ownAt + TO_NEXT));
    a.mov(RDI, Integer.MAX_VALUE);
    a.imul(RDI, RDI); // above every address
    a.mov(mem(RSP, ownAt + LIMIT), RDI);
    a.bind(within);
  }

  /** Leaves the block in RDI, and keeps RDX, RCX and R9 to R11. */
  private void finish() {
    Label plain = new Label();
    Label done = new Label();
    a.mov(RDI, mem(RSP, ownAt + SAVED_BLOCK));
    a.mov(RSI, mem(RSP, ownAt + SAVED_ROW));
    a.mov(RBP, RSI);
    a.imul(RBP, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.add(RBP, mem(RDI, ProductBlock.OUT));
    a.lea(RBP, mem(RBP, RCX, 4, 0));
    a.mov(R12, mem(RDI, ProductBlock.FINISH));
    a.test(R12, R12);
    a.jump(Condition.EQUAL, plain);
    a.mov(RBX, m);
    a.call(R12);
    a.jump(done);
    a.bind(plain);
    unit.readMask(a, RDI);
    for (int row = 0; row < m; row++) {
      a.vmovups(unit.v(0), accumulator(row));
      unit.store(a, mem(RBP, 0), unit.v(0), true);
      a.add(RBP, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    }
    a.bind(done);
  }
}
