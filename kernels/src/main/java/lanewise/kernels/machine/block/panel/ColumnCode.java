package lanewise.kernels.machine.block.panel;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import java.util.List;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Reads bytes of as many rows of weights as a vector has lanes, and turns them so that each row has
 * a lane: the columns of a panel.
 *
 * <p>The routine around it has the arguments: the first row's first block, bytes between rows, the
 * panel, how many blocks. R8 to R11 point at the block in rows 0, 4, 8 and 12; RSI is the bytes
 * between rows, RBX three times that; RDX is the block's place in the panel. At RSP are {@link
 * #STACK_VECTORS} vectors to keep things in.
 */
final class ColumnCode {
  /** Vectors on the stack. */
  static final int STACK_VECTORS = 12;

  private static final List<Gp> QUARTERS = List.of(R8, R9, R10, R11);

  final Assembler a = new Assembler();
  final VectorUnit unit;
  private final PanelScheme scheme;

  ColumnCode(PanelScheme scheme) {
    this.scheme = scheme;
    this.unit = scheme.unit();
  }

  /** Writes the body of the loop over blocks. */
  interface Body {
    void block();
  }

  /**
   * Writes the whole routine.
   *
   * @param prepare what is done once, before the loop
   */
  Assembler write(Runnable prepare, Body body) {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    int stack = STACK_VECTORS * unit.bytes();
    a.mov(RBX, RSP);
    a.sub(RSP, stack + 64);
    a.and(RSP, -64);
    a.mov(mem(RSP, stack), RBX);
    a.mov(R8, RDI);
    a.lea(R9, mem(R8, RSI, 4, 0));
    a.lea(R10, mem(R8, RSI, 8, 0));
    a.lea(R11, mem(R9, RSI, 8, 0));
    a.lea(RBX, mem(RSI, RSI, 2, 0));
    prepare.run();
    Label next = new Label();
    a.bind(next);
    body.block();
    for (int quarter = 0; quarter < quarters(); quarter++) {
      a.add(QUARTERS.get(quarter), scheme.type().blockBytes());
    }
    a.add(RDX, scheme.blockBytes());
    a.dec(RCX);
    a.jump(Condition.NOT_EQUAL, next);
    a.mov(RSP, mem(RSP, stack));
    frame.leave(a);
    return a;
  }

  private int quarters() {
    return unit.bytes() / 16;
  }

  Vec v(int index) {
    return unit.v(index);
  }

  /** A vector on the stack. */
  Mem stack(int index) {
    if (index >= STACK_VECTORS) {
      throw new IllegalArgumentException("no such vector on the stack: " + index);
    }
    return mem(RSP, index * unit.bytes());
  }

  /** An item of the block's place in the panel. */
  Mem item(int item) {
    return mem(RDX, item * scheme.itemBytes());
  }

  private Mem source(int quarter, int row, int offset) {
    Gp base = QUARTERS.get(quarter);
    return switch (row) {
      case 0 -> mem(base, offset);
      case 1 -> mem(base, RSI, 1, offset);
      case 2 -> mem(base, RSI, 2, offset);
      default -> mem(base, RBX, 1, offset);
    };
  }

  /** Registers 0 to 3 get 16 bytes of each row, four bytes each; 4 to 7 are scratch. */
  void sixteenBytes(int offset) {
    for (int row = 0; row < 4; row++) {
      a.vmovdqu(v(row).as(128), source(0, row, offset));
    }
    for (int quarter = 1; quarter < quarters(); quarter++) {
      for (int row = 0; row < 4; row++) {
        insert(v(row), source(quarter, row, offset), quarter);
      }
    }
    a.vpunpckldq(v(4), v(0), v(1));
    a.vpunpckhdq(v(5), v(0), v(1));
    a.vpunpckldq(v(6), v(2), v(3));
    a.vpunpckhdq(v(7), v(2), v(3));
    a.vpunpcklqdq(v(0), v(4), v(6));
    a.vpunpckhqdq(v(1), v(4), v(6));
    a.vpunpcklqdq(v(2), v(5), v(7));
    a.vpunpckhqdq(v(3), v(5), v(7));
  }

  private void insert(Vec to, Operand from, int quarter) {
    if (unit == VectorUnit.AVX512) {
      a.vinserti32x4(to, to, from, quarter);
    } else {
      a.vinsertf128(to, to, from, quarter);
    }
  }

  /** Register 4 gets four bytes of each row; 5 to 7 are scratch. */
  void fourBytes(int offset) {
    for (int quarter = 0; quarter < quarters(); quarter++) {
      Vec x = v(4 + quarter).as(128);
      a.vmovd(x, source(quarter, 0, offset));
      for (int row = 1; row < 4; row++) {
        a.vpinsrd(x, x, source(quarter, row, offset), row);
      }
    }
    for (int quarter = 1; quarter < quarters(); quarter++) {
      insert(v(4), v(4 + quarter).as(128), quarter);
    }
  }

  /** Replaces an f16 in the low (or high) half of each lane by its f32. Register 7 is scratch. */
  void halfToFloat(Vec x, boolean high) {
    int[] bytes = lanePattern(high ? 0x07060302 : 0x05040100, high ? 0x0f0e0b0a : 0x0d0c0908);
    a.vpshufb(x, x, a.words(bytes));
    int[] places = new int[unit.lanes()];
    for (int i = 0; i < places.length / 2; i++) {
      places[i] = i / 2 * 4 + i % 2;
    }
    a.vmovups(v(7), a.words(places));
    a.vpermd(x, v(7), x);
    a.vcvtph2ps(x, x.as(unit.bytes() * Byte.SIZE / 2));
  }

  /** Two words of places and two of nothing for each 128 bits. */
  private int[] lanePattern(int first, int second) {
    int[] words = new int[unit.lanes()];
    for (int i = 0; i < words.length; i += 4) {
      words[i] = first;
      words[i + 1] = second;
      words[i + 2] = 0x80808080;
      words[i + 3] = 0x80808080;
    }
    return words;
  }

  /**
   * Moves bytes within each lane: each byte of {@code pattern} says which of the lane's four is
   * taken, 0x80 none.
   */
  void laneBytes(Vec to, Vec from, int pattern) {
    int[] words = new int[unit.lanes()];
    for (int i = 0; i < words.length; i++) {
      int word = 0;
      for (int at = 0; at < 32; at += 8) {
        int place = pattern >>> at & 0xff;
        word |= (place == 0x80 ? 0x80 : place + 4 * (i % 4)) << at;
      }
      words[i] = word;
    }
    a.vpshufb(to, from, a.words(words));
  }

  void and(Vec to, Vec from, int mask) {
    a.vandps(to, from, unit.constant(a, mask));
  }

  void xor(Vec to, Vec from, int mask) {
    a.vxorps(to, from, unit.constant(a, mask));
  }
}
