package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that turns the pairs of one token's heads. Arguments: the first head, where it
 * goes, the position's cosines, its sines, how many heads (at least 1), a block of the strides and
 * the number of pairs (at least 1). Whole vectors come first, then single pairs, which round alike.
 */
final class RotaryCode {
  static final int IN_HEAD_BYTES = 0;
  static final int OUT_HEAD_BYTES = 8;
  static final int PAIRS = 16;
  static final int BLOCK_BYTES = 64;

  private static final int SIGN = 0x80000000;

  private final VectorUnit unit;
  private final boolean adjacent;
  private final Assembler a = new Assembler();

  private RotaryCode(VectorUnit unit, boolean adjacent) {
    this.unit = unit;
    this.adjacent = adjacent;
  }

  static Assembler write(VectorUnit unit, boolean adjacent) {
    return new RotaryCode(unit, adjacent).write();
  }

  /** RBX counts pairs; R10 and R11 are the second halves where pairs lie apart. */
  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.mov(R12, mem(R9, PAIRS));
    if (adjacent) {
      int[] twice = new int[unit.lanes()];
      int[] signs = new int[unit.lanes()];
      for (int i = 0; i < twice.length; i++) {
        twice[i] = i / 2;
        signs[i] = i % 2 == 0 ? SIGN : 0;
      }
      a.vmovups(unit.v(6), a.words(twice));
      a.vmovups(unit.v(7), a.words(signs));
    } else {
      unit.broadcast(a, unit.v(7), SIGN);
    }
    Label nextHead = new Label();
    Label singles = new Label();
    Label next = new Label();
    Label single = new Label();
    Label done = new Label();
    int step = adjacent ? unit.lanes() / 2 : unit.lanes();
    a.bind(nextHead);
    a.lea(R10, mem(RDI, R12, 4, 0));
    a.lea(R11, mem(RSI, R12, 4, 0));
    a.xor(RBX, RBX);
    a.mov(RAX, R12);
    a.sub(RAX, step);
    a.jump(Condition.LESS, singles);
    a.bind(next);
    if (adjacent) {
      neighbours();
    } else {
      halves();
    }
    a.add(RBX, step);
    a.sub(RAX, step);
    a.jump(Condition.GREATER_OR_EQUAL, next);
    a.bind(singles);
    a.add(RAX, step);
    a.jump(Condition.EQUAL, done);
    a.bind(single);
    pair();
    a.inc(RBX);
    a.dec(RAX);
    a.jump(Condition.NOT_EQUAL, single);
    a.bind(done);
    a.add(RDI, mem(R9, IN_HEAD_BYTES));
    a.add(RSI, mem(R9, OUT_HEAD_BYTES));
    a.dec(R8);
    a.jump(Condition.NOT_EQUAL, nextHead);
    frame.leave(a);
    return a;
  }

  private void neighbours() {
    Vec x = unit.v(0);
    Vec other = unit.v(1);
    Vec cos = unit.v(2);
    Vec sin = unit.v(3);
    int half = unit.bytes() * Byte.SIZE / 2;
    a.vmovups(cos.as(half), mem(RDX, RBX, 4, 0));
    a.vpermps(cos, unit.v(6), cos);
    a.vmovups(sin.as(half), mem(RCX, RBX, 4, 0));
    a.vpermps(sin, unit.v(6), sin);
    a.vmovups(x, mem(RDI, RBX, 8, 0));
    a.vpermilps(other, x, 0xb1);
    a.vmulps(other, other, sin);
    a.vxorps(other, other, unit.v(7));
    a.vfmadd231ps(other, x, cos);
    a.vmovups(mem(RSI, RBX, 8, 0), other);
  }

  private void halves() {
    Vec x = unit.v(0);
    Vec y = unit.v(1);
    Vec cos = unit.v(2);
    Vec sin = unit.v(3);
    Vec first = unit.v(4);
    Vec second = unit.v(5);
    a.vmovups(x, mem(RDI, RBX, 4, 0));
    a.vmovups(y, mem(R10, RBX, 4, 0));
    a.vmovups(cos, mem(RDX, RBX, 4, 0));
    a.vmovups(sin, mem(RCX, RBX, 4, 0));
    a.vmulps(first, y, sin);
    a.vxorps(first, first, unit.v(7));
    a.vfmadd231ps(first, x, cos);
    a.vmulps(second, x, sin);
    a.vfmadd231ps(second, y, cos);
    a.vmovups(mem(RSI, RBX, 4, 0), first);
    a.vmovups(mem(R11, RBX, 4, 0), second);
  }

  private void pair() {
    Vec x = unit.v(0).as(128);
    Vec y = unit.v(1).as(128);
    Vec cos = unit.v(2).as(128);
    Vec sin = unit.v(3).as(128);
    Vec first = unit.v(4).as(128);
    Vec second = unit.v(5).as(128);
    Mem inX = adjacent ? mem(RDI, RBX, 8, 0) : mem(RDI, RBX, 4, 0);
    Mem inY = adjacent ? mem(RDI, RBX, 8, 4) : mem(R10, RBX, 4, 0);
    a.vmovss(x, inX);
    a.vmovss(y, inY);
    a.vmovss(cos, mem(RDX, RBX, 4, 0));
    a.vmovss(sin, mem(RCX, RBX, 4, 0));
    a.vmulps(first, y, sin);
    a.vxorps(first, first, unit.v(7).as(128));
    a.vfmadd231ps(first, x, cos);
    a.vmulps(second, x, sin);
    a.vfmadd231ps(second, y, cos);
    a.vmovss(adjacent ? mem(RSI, RBX, 8, 0) : mem(RSI, RBX, 4, 0), first);
    a.vmovss(adjacent ? mem(RSI, RBX, 8, 4) : mem(R11, RBX, 4, 0), second);
  }
}
