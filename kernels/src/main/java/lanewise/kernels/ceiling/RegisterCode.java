package lanewise.kernels.ceiling;

import static lanewise.natives.machine.Mem.mem;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.CpuFeature;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Routine;
import lanewise.natives.machine.Vec;

/** The loops in machine code: full speed from the first call. */
final class RegisterCode {
  /** As many independent chains hide the latency of every instruction here. */
  private static final int ACCUMULATORS = 14;

  private static final int ROUNDS = 10_000;

  /** Bytes that one round of what {@link #read} gives reads. */
  static final int READ_STEP_BYTES = 512;

  private static final int LINE_BYTES = 64;
  private static final List<Gp> STREAMS = List.of(Gp.R8, Gp.R11, Gp.R12, Gp.R13);

  private final int bits;
  private final Cpu cpu;
  private final Arena arena;

  private RegisterCode(int bits, Cpu cpu, Arena arena) {
    this.bits = bits;
    this.cpu = cpu;
    this.arena = arena;
  }

  /** The loops for this CPU, where the process may run machine code. */
  static Optional<RegisterCode> open(Arena arena) {
    try {
      Cpu cpu = Cpu.detect();
      if (cpu.has(CpuFeature.AVX512)) {
        return Optional.of(new RegisterCode(512, cpu, arena));
      }
      return cpu.has(CpuFeature.AVX2) && cpu.has(CpuFeature.FMA)
          ? Optional.of(new RegisterCode(256, cpu, arena))
          : Optional.empty();
    } catch (MachineCodeRefusedException e) {
      return Optional.empty(); // Other loops serve; the kernels' tiers tell why.
    }
  }

  /** The loop of an arithmetic ceiling, if the CPU has its instruction. */
  Optional<CeilingLoop> arithmetic(Ceiling ceiling) throws MachineCodeRefusedException {
    int products =
        switch (ceiling) {
          case FMA_F32 -> bits / 32;
          case DOT_BF16 -> cpu.has(CpuFeature.AVX512_BF16) ? bits / 16 : 0;
          case DOT_INT8 ->
              cpu.has(CpuFeature.AVX512_VNNI) || cpu.has(CpuFeature.AVX_VNNI) ? bits / 8 : 0;
          case READ -> 0;
        };
    if (products == 0) {
      return Optional.empty();
    }
    Routine routine = Routine.install(write(ceiling), arena);
    double work = 2.0 * products * ACCUMULATORS * ROUNDS;
    return Optional.of(new Arithmetic(routine, work));
  }

  private Vec v(int index) {
    // The upper half of 32 registers: nobody's calling convention asks to keep those.
    return new Vec(bits == 512 ? 16 + index : index, bits, Mask.K0, false);
  }

  private Assembler write(Ceiling ceiling) {
    Frame frame = Frame.ofThisSystem();
    Assembler a = new Assembler();
    frame.enter(a);
    for (int i = 0; i < ACCUMULATORS + 2; i++) {
      if (bits == 512) {
        a.vpxord(v(i), v(i), v(i));
      } else {
        a.vpxor(v(i), v(i), v(i));
      }
    }
    Vec left = v(ACCUMULATORS);
    Vec right = v(ACCUMULATORS + 1);
    Label round = new Label();
    a.bind(round);
    for (int i = 0; i < ACCUMULATORS; i++) {
      switch (ceiling) {
        case FMA_F32 -> a.vfmadd231ps(v(i), left, right);
        case DOT_BF16 -> a.vdpbf16ps(v(i), left, right);
        case DOT_INT8 -> {
          if (bits == 512) {
            a.vpdpbusd(v(i), left, right);
          } else {
            a.vexVpdpbusd(v(i), left, right);
          }
        }
        case READ -> throw new IllegalArgumentException("reading is no arithmetic");
      }
    }
    a.dec(Gp.RDI);
    a.jump(Condition.NOT_EQUAL, round);
    a.mov32(Gp.RAX, 1);
    frame.leave(a);
    return a;
  }

  /**
   * A routine that reads RSI steps from RDI on, RDX times.
   *
   * @param streams in how many places at once: 1, 2 or 4
   * @param prefetchBytes how far ahead it prefetches, or 0
   */
  Routine read(int streams, int prefetchBytes) throws MachineCodeRefusedException {
    Frame frame = Frame.ofThisSystem();
    Assembler a = new Assembler();
    frame.enter(a);
    int streamBytes = READ_STEP_BYTES / streams;
    Label pass = new Label();
    Label step = new Label();
    a.imul(Gp.R10, Gp.RSI, streamBytes);
    a.bind(pass);
    a.mov(STREAMS.getFirst(), Gp.RDI);
    for (int stream = 1; stream < streams; stream++) {
      a.mov(STREAMS.get(stream), STREAMS.get(stream - 1));
      a.add(STREAMS.get(stream), Gp.R10);
    }
    a.mov(Gp.R9, Gp.RSI);
    a.bind(step);
    int register = 0;
    for (int at = 0; at < streamBytes; at += bits / 8) {
      for (int stream = 0; stream < streams; stream++) {
        Gp from = STREAMS.get(stream);
        if (prefetchBytes > 0 && at % LINE_BYTES == 0) {
          a.prefetcht1(mem(from, at + prefetchBytes));
        }
        a.vmovups(v(register++ % 8), mem(from, at));
      }
    }
    for (int stream = 0; stream < streams; stream++) {
      a.add(STREAMS.get(stream), streamBytes);
    }
    a.dec(Gp.R9);
    a.jump(Condition.NOT_EQUAL, step);
    a.dec(Gp.RDX);
    a.jump(Condition.NOT_EQUAL, pass);
    a.mov32(Gp.RAX, 1);
    frame.leave(a);
    return Routine.install(a, arena);
  }

  private record Arithmetic(Routine routine, double workPerCall) implements CeilingLoop {
    @Override
    public long call(int worker) {
      return routine.call(ROUNDS, 0, 0);
    }
  }
}
