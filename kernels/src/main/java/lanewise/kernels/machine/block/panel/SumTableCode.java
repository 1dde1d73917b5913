package lanewise.kernels.machine.block.panel;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that turns the sums of each 16 activations into one number a block of 32: the
 * integer sum times the negative offset, or the sum itself as f32.
 *
 * <p>Arguments: the first row's sums, bytes between rows of them, the table, bytes between its rows,
 * how many rows, how many vectors of blocks.
 */
final class SumTableCode {
  private SumTableCode() {}

  static Assembler write(PanelScheme scheme) {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    Vec x = scheme.unit().v(0);
    int factor = scheme.factors() ? 1 : -scheme.offset() & 0xffff;
    Label nextRow = new Label();
    Label nextVector = new Label();
    a.bind(nextRow);
    a.xor(RAX, RAX);
    a.mov(R10, R9);
    a.bind(nextVector);
    a.vmovups(x, mem(RDI, RAX, 1, 0));
    scheme.unit().broadcast(a, scheme.unit().v(1), factor | factor << 16);
    a.vpmaddwd(x, x, scheme.unit().v(1));
    if (scheme.factors()) {
      a.vcvtdq2ps(x, x);
    }
    a.vmovups(mem(RDX, RAX, 1, 0), x);
    a.add(RAX, scheme.unit().bytes());
    a.dec(R10);
    a.jump(Condition.NOT_EQUAL, nextVector);
    a.add(RDI, RSI);
    a.add(RDX, RCX);
    a.dec(R8);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }
}
