package lanewise.natives.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * The CPU that this process runs on, asked by CPUID, and by XGETBV for the registers that the
 * system saves (Intel SDM volume 1, 13.3 and 14.3). Immutable.
 */
public final class Cpu {
  private static final int SAVES_AVX = 0x6;
  private static final int SAVES_AVX512 = 0xe6;
  private static final int SAVES_AMX = 0x60000;

  private final String name;
  private final Set<CpuFeature> features;

  private Cpu(String name, Set<CpuFeature> features) {
    this.name = name;
    this.features = features;
  }

  /** Asks the CPU, with a few instructions of machine code. */
  public static Cpu detect() throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      Routine routine = Routine.install(cpuid(), arena);
      return read(routine, arena.allocate(16, 16));
    }
  }

  /** Arguments: where four words go, leaf, subleaf. Gives XCR0 where the system saves AVX. */
  private static Assembler cpuid() {
    Frame frame = Frame.ofThisSystem();
    Assembler a = new Assembler();
    a.push(RBX);
    if (frame.windows()) {
      a.push(RDI);
      a.push(RSI);
      a.mov(RDI, RCX);
      a.mov(RSI, RDX);
      a.mov(RDX, Gp.R8);
    }
    a.mov32(RAX, RSI);
    a.mov32(RCX, RDX);
    a.cpuid();
    a.mov32(mem(RDI, 0), RAX);
    a.mov32(mem(RDI, 4), RBX);
    a.mov32(mem(RDI, 8), RCX);
    a.mov32(mem(RDI, 12), RDX);
    // XGETBV is there where CPUID leaf 1 says OSXSAVE.
    Label done = new Label();
    a.mov32(RAX, 1);
    a.cpuid();
    a.mov32(RAX, 0);
    a.shr(RCX, 27);
    a.and(RCX, 1);
    a.jump(Condition.EQUAL, done);
    a.mov32(RCX, 0);
    a.xgetbv();
    a.bind(done);
    if (frame.windows()) {
      a.pop(RSI);
      a.pop(RDI);
    }
    a.pop(RBX);
    a.ret();
    return a;
  }

  private static int leaf(Routine cpuid, MemorySegment words, int leaf, int subleaf, int word) {
    cpuid.call(words.address(), leaf, subleaf);
    return words.get(JAVA_INT, 4L * word);
  }

  private static Cpu read(Routine cpuid, MemorySegment words) {
    int saved = (int) cpuid.call(words.address(), 0, 0);
    int leaves = words.get(JAVA_INT, 0);
    int ecx1 = leaf(cpuid, words, 1, 0, 2);
    int ebx7 = leaves < 7 ? 0 : leaf(cpuid, words, 7, 0, 1);
    int ecx7 = leaves < 7 ? 0 : words.get(JAVA_INT, 8);
    int edx7 = leaves < 7 ? 0 : words.get(JAVA_INT, 12);
    int subleaves = leaves < 7 ? 0 : words.get(JAVA_INT, 0);
    int eax71 = subleaves < 1 ? 0 : leaf(cpuid, words, 7, 1, 0);

    Set<CpuFeature> features = EnumSet.noneOf(CpuFeature.class);
    boolean avx = (saved & SAVES_AVX) == SAVES_AVX && bit(ecx1, 28);
    add(features, CpuFeature.AVX2, avx && bit(ebx7, 5));
    add(features, CpuFeature.FMA, avx && bit(ecx1, 12));
    add(features, CpuFeature.F16C, avx && bit(ecx1, 29));
    add(features, CpuFeature.AVX_VNNI, avx && bit(eax71, 4));
    boolean avx512 =
        (saved & SAVES_AVX512) == SAVES_AVX512
            && bit(ebx7, 16)
            && bit(ebx7, 17)
            && bit(ebx7, 30)
            && bit(ebx7, 31);
    add(features, CpuFeature.AVX512, avx512);
    add(features, CpuFeature.AVX512_VBMI, avx512 && bit(ecx7, 1));
    add(features, CpuFeature.AVX512_VNNI, avx512 && bit(ecx7, 11));
    add(features, CpuFeature.AVX512_BF16, avx512 && bit(eax71, 5));
    boolean amx = (saved & SAVES_AMX) == SAVES_AMX && bit(edx7, 24);
    add(features, CpuFeature.AMX_INT8, amx && bit(edx7, 25));
    add(features, CpuFeature.AMX_BF16, amx && bit(edx7, 22));
    return new Cpu(name(cpuid, words), Collections.unmodifiableSet(features));
  }

  private static void add(Set<CpuFeature> features, CpuFeature feature, boolean present) {
    if (present) {
      features.add(feature);
    }
  }

  private static boolean bit(int word, int bit) {
    return (word >> bit & 1) != 0;
  }

  private static String name(Routine cpuid, MemorySegment words) {
    if (Integer.compareUnsigned(leaf(cpuid, words, 0x80000000, 0, 0), 0x80000004) < 0) {
      return "x86-64";
    }
    byte[] text = new byte[48];
    for (int i = 0; i < 3; i++) {
      cpuid.call(words.address(), 0x80000002 + i, 0);
      MemorySegment.copy(words, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, text, 16 * i, 16);
    }
    int end = 0;
    while (end < 48 && text[end] != 0) {
      end++;
    }
    return new String(text, 0, end, StandardCharsets.US_ASCII).trim();
  }

  /** What the CPU calls itself. */
  public String name() {
    return name;
  }

  /** What it can do and the system allows. */
  public Set<CpuFeature> features() {
    return features;
  }

  /** Whether it can do {@code feature}. */
  public boolean has(CpuFeature feature) {
    return features.contains(feature);
  }
}
