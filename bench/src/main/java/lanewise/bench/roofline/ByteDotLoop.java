package lanewise.bench.roofline;

import static lanewise.natives.machine.Vec.zmm;

import java.lang.foreign.Arena;
import java.util.Optional;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.CpuFeature;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** A loop of dot products of bytes out of registers, in machine code. */
final class ByteDotLoop {
  /** The upper registers alone: nobody's calling convention asks to keep them. */
  private static final int FIRST_REGISTER = 16;

  private static final int ACCUMULATORS = 14;
  private static final int ROUNDS = 5_000;
  private static final int BYTES_OF_VECTOR = 64;

  /** Multiplications and additions of one call, which takes tens of microseconds. */
  static final long OPERATIONS_PER_CALL = 2L * BYTES_OF_VECTOR * ACCUMULATORS * ROUNDS;

  private final Routine routine;

  private ByteDotLoop(Routine routine) {
    this.routine = routine;
  }

  /** The loop, where this CPU has the instruction and the process may run machine code. */
  static Optional<ByteDotLoop> install(Arena arena) {
    try {
      return Cpu.detect().has(CpuFeature.AVX512_VNNI)
          ? Optional.of(new ByteDotLoop(Routine.install(write(), arena)))
          : Optional.empty();
    } catch (MachineCodeRefusedException e) {
      return Optional.empty();
    }
  }

  private static Assembler write() {
    Assembler a = new Assembler();
    for (int i = 0; i < ACCUMULATORS + 2; i++) {
      a.vpxord(zmm(FIRST_REGISTER + i), zmm(FIRST_REGISTER + i), zmm(FIRST_REGISTER + i));
    }
    Label round = new Label();
    a.bind(round);
    for (int i = 0; i < ACCUMULATORS; i++) {
      a.vpdpbusd(
          zmm(FIRST_REGISTER + i),
          zmm(FIRST_REGISTER + ACCUMULATORS),
          zmm(FIRST_REGISTER + ACCUMULATORS + 1));
    }
    a.dec(Gp.RCX);
    a.jump(Condition.NOT_EQUAL, round);
    a.mov32(Gp.RAX, 1);
    a.ret();
    return a;
  }

  /** Calls the code {@code calls} times. */
  long run(int calls) {
    long sum = 0;
    for (int call = 0; call < calls; call++) {
      // RCX is the fourth argument on Linux and macOS, the first on Windows.
      sum += routine.call(ROUNDS, 0, 0, ROUNDS, 0, 0);
    }
    return sum;
  }
}
