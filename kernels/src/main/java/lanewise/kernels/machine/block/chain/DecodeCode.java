package lanewise.kernels.machine.block.chain;

import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import lanewise.kernels.ElementType;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that puts a column's weights where a panel has them, as f32.
 *
 * <p>Arguments: the weights, at any byte; the column's first step; how many whole steps.
 */
final class DecodeCode {
  private DecodeCode() {}

  /** Whether a type has a routine. */
  static boolean has(ElementType type) {
    return type == ElementType.FLOAT32
        || type == ElementType.FLOAT16
        || type == ElementType.BFLOAT16;
  }

  static Assembler write(ChainPanel panel, ElementType type) {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    int vector = panel.unit().bytes();
    Label next = new Label();
    a.bind(next);
    for (int half = 0; half < ChainPanel.STEP_BYTES / vector; half++) {
      Vec x = panel.unit().v(half);
      int at = half * vector * type.blockBytes() / Float.BYTES;
      switch (type) {
        case FLOAT32 -> a.vmovups(x, mem(RDI, at));
        case FLOAT16 -> a.vcvtph2ps(x, mem(RDI, at));
        default -> {
          a.vpmovzxwd(x, mem(RDI, at));
          a.vpslld(x, x, 16);
        }
      }
      a.vmovups(mem(RSI, half * vector), x);
    }
    a.add(RDI, ChainPanel.CHAINS * type.blockBytes());
    a.add(RSI, panel.pitch());
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, next);
    frame.leave(a);
    return a;
  }
}
