package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routines that copy one panel's columns of an f32 right-hand side. Columns past the end
 * are filled with zero.
 *
 * <p>Arguments of both: the source's first element, bytes between its rows (or columns, where it is
 * transposed), the target, how many rows (at least 1), the panel's {@link ProductBlock}. The
 * transposed one copies one vector's columns and takes as sixth argument how many of them are
 * there.
 */
final class PackCodeF32 {
  private PackCodeF32() {}

  /** Rows of the source are contiguous: {@code vectors} vectors of each are copied. */
  static Assembler rows(VectorUnit unit, int vectors) {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    unit.readMask(a, R8);
    Label nextRow = new Label();
    a.bind(nextRow);
    for (int i = 0; i < vectors; i++) {
      unit.load(a, unit.v(i), mem(RDI, i * unit.bytes()), i == vectors - 1);
    }
    for (int i = 0; i < vectors; i++) {
      a.vmovups(mem(RDX, i * unit.bytes()), unit.v(i));
    }
    a.add(RDI, RSI);
    a.add(RDX, vectors * unit.bytes());
    a.dec(RCX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }

  /**
   * Columns of the source are contiguous: with AVX-512 blocks of 16 by 16 are transposed, what is
   * left, or all with AVX2, is gathered.
   */
  static Assembler columns(VectorUnit unit) {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    unit.readMask(a, R8);
    Label partial = new Label();
    a.cmp(R9, unit.lanes());
    a.jump(Condition.NOT_EQUAL, partial);
    if (unit == VectorUnit.AVX512) {
      a.kxnorw(Mask.K1, Mask.K1, Mask.K1);
    } else {
      a.vpcmpeqd(unit.v(15), unit.v(15), unit.v(15));
    }
    a.bind(partial);
    a.mov(R11, mem(R8, ProductBlock.RHS_STEP));
    if (unit == VectorUnit.AVX512) {
      TransposeCode.write(a);
    }
    gather(a, unit);
    frame.leave(a);
    return a;
  }

  private static void gather(Assembler a, VectorUnit unit) {
    Vec index = unit.v(1);
    Vec value = unit.v(0);
    Vec lanes = unit.v(2);
    int[] counting = new int[unit.lanes()];
    for (int i = 0; i < counting.length; i++) {
      counting[i] = i;
    }
    Label nextRow = new Label();
    Label done = new Label();
    a.test(RCX, RCX);
    a.jump(Condition.EQUAL, done);
    a.vmovd(index.as(128), RSI);
    a.vpbroadcastd(index, index.as(128));
    a.vpmulld(index, index, a.words(counting));
    a.bind(nextRow);
    a.vxorps(value, value, value);
    if (unit == VectorUnit.AVX512) {
      a.kandw(Mask.K2, Mask.K1, Mask.K1);
      a.vgatherdps(value.masked(Mask.K2), Mem.gathered(RDI, index, 1, 0));
    } else {
      a.vmovaps(lanes, unit.v(15));
      a.vgatherdps(value, Mem.gathered(RDI, index, 1, 0), lanes);
    }
    a.vmovups(mem(RDX, 0), value);
    a.add(RDI, 4);
    a.add(RDX, R11);
    a.dec(RCX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    a.bind(done);
  }
}
