package lanewise.natives.machine;

import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoutineTest {
  @BeforeEach
  void skipWhereThereIsNoMachineCode() {
    try (Arena arena = Arena.ofConfined()) {
      Routine.install(weightedSum(), arena);
    } catch (MachineCodeRefusedException e) {
      abort(e.getMessage());
    }
  }

  /** Gives the sum of the six arguments, each times its place. */
  private static Assembler weightedSum() {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.mov(RAX, RDI);
    Gp[] others = {RSI, RDX, RCX, R8, R9};
    for (int i = 0; i < others.length; i++) {
      a.imul(RBX, others[i], i + 2);
      a.add(RAX, RBX);
    }
    frame.leave(a);
    return a;
  }

  @Test
  void handsOverSixArguments() throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      Routine routine = Routine.install(weightedSum(), arena);
      assertEquals(1 + 4 + 9 + 16 + 25 + 36, routine.call(1, 2, 3, 4, 5, 6));
      long big = 1L << 40;
      assertEquals(-7 + 6 * big, routine.call(-7, 0, 0, 0, 0, big));
    }
  }

  @Test
  void givesMemoryBackWithItsArena() throws MachineCodeRefusedException, IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "there is no /proc");
    long address;
    Routine routine;
    try (Arena arena = Arena.ofConfined()) {
      routine = Routine.install(weightedSum(), arena);
      address = routine.code().address();
      assertFalse(protection(address).isEmpty());
    }
    assertEquals("", protection(address));
    assertThrows(IllegalStateException.class, () -> routine.call(1, 2, 3));
  }

  @Test
  void codeIsExecutableAndNotWritable() throws MachineCodeRefusedException, IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/maps")), "there is no /proc");
    try (Arena arena = Arena.ofConfined()) {
      Routine routine = Routine.install(weightedSum(), arena);
      assertEquals("r-xp", protection(routine.code().address()));
      assertTrue(routine.code().isReadOnly());
    }
  }

  private static String protection(long address) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
      long start = Long.parseUnsignedLong(range[0], 16);
      long end = Long.parseUnsignedLong(range[1], 16);
      if (address >= start && address < end) {
        return line.split(" ", -1)[1];
      }
    }
    return "";
  }

  @Test
  void readsConstantsBehindTheCode() throws MachineCodeRefusedException {
    Assembler a = new Assembler();
    a.movsxd(RAX, a.words(42));
    a.add(RAX, a.words(7, 0));
    a.ret();
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(49, Routine.install(a, arena).call(0, 0, 0));
    }
  }

  @Test
  void jumpsBackAndForth() throws MachineCodeRefusedException {
    Assembler a = new Assembler();
    Label again = new Label();
    Label done = new Label();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.xor(RAX, RAX);
    a.bind(again);
    a.test(RDI, RDI);
    a.jump(Condition.EQUAL, done);
    a.add(RAX, RDI);
    a.dec(RDI);
    a.jump(again);
    a.bind(done);
    frame.leave(a);
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(5050, Routine.install(a, arena).call(100, 0, 0));
    }
  }

  @Test
  void saysWhatTheSystemSaysOfTheCpu() throws MachineCodeRefusedException, IOException {
    Path path = Path.of("/proc/cpuinfo");
    assumeTrue(Files.exists(path), "there is no /proc");
    String line =
        Files.readAllLines(path).stream().filter(l -> l.startsWith("flags")).findFirst().get();
    Set<String> flags = Set.copyOf(List.of(line.substring(line.indexOf(':') + 2).split(" ", -1)));
    Cpu cpu = Cpu.detect();
    assertEquals(flags.contains("avx2"), cpu.has(CpuFeature.AVX2));
    assertEquals(flags.contains("fma"), cpu.has(CpuFeature.FMA));
    assertEquals(flags.contains("f16c"), cpu.has(CpuFeature.F16C));
    boolean avx512 = flags.containsAll(Set.of("avx512f", "avx512bw", "avx512dq", "avx512vl"));
    assertEquals(avx512, cpu.has(CpuFeature.AVX512));
    assertEquals(flags.contains("avx512_vnni"), cpu.has(CpuFeature.AVX512_VNNI));
    assertEquals(flags.contains("avx512_bf16"), cpu.has(CpuFeature.AVX512_BF16));
    assertEquals(flags.contains("avx512vbmi"), cpu.has(CpuFeature.AVX512_VBMI));
    assertEquals(flags.contains("avx_vnni"), cpu.has(CpuFeature.AVX_VNNI));
    assertEquals(flags.contains("amx_int8"), cpu.has(CpuFeature.AMX_INT8));
    assertFalse(cpu.name().isBlank());
  }

  @Test
  void rejectsOperandsThatNoEncodingHas() {
    Assembler a = new Assembler();
    assertThrows(IllegalArgumentException.class, () -> a.vpand(Vec.zmm(1), Vec.zmm(2), Vec.zmm(3)));
    assertThrows(IllegalArgumentException.class, () -> Mem.mem(RAX, Gp.RSP, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> Mem.mem(RAX, RBX, 3, 0));
  }
}
