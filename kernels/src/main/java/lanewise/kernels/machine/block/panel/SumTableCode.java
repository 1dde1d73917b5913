package lanewise.kernels.machine.block.panel;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.xmm;

import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;

/**
 * Writes the routine that turns the sums of each 16 activations into what a tile needs: for blocks
 * of 32 one number each, the integer sum times the negative offset or the sum itself as f32; for
 * blocks of 256 the sums of each 32 activations as i16.
 *
 * <p>Arguments: the first row's sums, bytes between rows of them, the table, bytes between its
 * rows, how many rows, how many vectors of short blocks or how many long blocks.
 */
final class SumTableCode {
  private final PanelScheme scheme;
  private final Assembler a = new Assembler();

  private SumTableCode(PanelScheme scheme) {
    this.scheme = scheme;
  }

  static Assembler write(PanelScheme scheme) {
    return new SumTableCode(scheme).write();
  }

  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    boolean wide = scheme.hasWideSums();
    int factor = wide || scheme.factors() ? 1 : -scheme.offset() & 0xffff;
    VectorUnit unit = wide ? VectorUnit.AVX2 : scheme.unit();
    unit.broadcast(a, unit.v(1), factor | factor << 16);
    Label nextRow = new Label();
    Label next = new Label();
    a.bind(nextRow);
    a.mov(RAX, RDI);
    a.mov(RBX, RDX);
    a.mov(R10, R9);
    a.bind(next);
    a.vmovups(unit.v(0), mem(RAX, 0));
    a.vpmaddwd(unit.v(0), unit.v(0), unit.v(1));
    if (wide) {
      a.vextractf128(xmm(2), unit.v(0), 1);
      a.vpackssdw(xmm(0), xmm(0), xmm(2));
      a.vmovups(mem(RBX, 0), xmm(0));
      a.add(RBX, 16);
    } else {
      if (scheme.factors()) {
        a.vcvtdq2ps(unit.v(0), unit.v(0));
      }
      a.vmovups(mem(RBX, 0), unit.v(0));
      a.add(RBX, unit.bytes());
    }
    a.add(RAX, unit.bytes());
    a.dec(R10);
    a.jump(Condition.NOT_EQUAL, next);
    a.add(RDI, RSI);
    a.add(RDX, RCX);
    a.dec(R8);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }
}
