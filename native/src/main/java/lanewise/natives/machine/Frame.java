package lanewise.natives.machine;

import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RBP;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.xmm;

/**
 * What a routine does first and last, so that its body is the same on every system: the six
 * arguments are in RDI, RSI, RDX, RCX, R8, R9, and every register but RSP is free to use.
 *
 * @param windows Microsoft's calling convention, else that of System V
 */
public record Frame(boolean windows) {
  /** Bytes of XMM6 to XMM15, which Microsoft's convention keeps. */
  private static final int SAVED_VECTORS = 160;

  /** The frame of this system's calls. */
  public static Frame ofThisSystem() {
    return new Frame(System.getProperty("os.name").startsWith("Windows"));
  }

  /** Saves what the caller keeps, and puts the arguments in their places. */
  public void enter(Assembler a) {
    a.push(RBX);
    a.push(RBP);
    a.push(R12);
    a.push(R13);
    a.push(R14);
    a.push(R15);
    if (windows) {
      a.push(RDI);
      a.push(RSI);
      a.sub(RSP, SAVED_VECTORS);
      for (int i = 0; i < 10; i++) {
        a.vmovups(mem(RSP, 16 * i), xmm(6 + i));
      }
      a.mov(RDI, RCX);
      a.mov(RSI, RDX);
      a.mov(RDX, R8);
      a.mov(RCX, R9);
      // Behind 8 pushes, the return address and the 32 bytes that callers leave.
      int stacked = SAVED_VECTORS + 8 * 8 + 8 + 32;
      a.mov(R8, mem(RSP, stacked));
      a.mov(R9, mem(RSP, stacked + 8));
    }
  }

  /** Undoes {@link #enter} and returns. */
  public void leave(Assembler a) {
    a.vzeroupper();
    if (windows) {
      for (int i = 0; i < 10; i++) {
        a.vmovups(xmm(6 + i), mem(RSP, 16 * i));
      }
      a.add(RSP, SAVED_VECTORS);
      a.pop(RSI);
      a.pop(RDI);
    }
    a.pop(R15);
    a.pop(R14);
    a.pop(R13);
    a.pop(R12);
    a.pop(RBP);
    a.pop(RBX);
    a.ret();
  }
}
