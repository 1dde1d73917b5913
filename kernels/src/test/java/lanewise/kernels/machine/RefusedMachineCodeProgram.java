package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;

/** Multiplies two small matrices on the preferred tier, and prints the tier's name. */
final class RefusedMachineCodeProgram {
  private static final int PR_SET_SECCOMP = 22;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int SECCOMP_MODE_FILTER = 2;

  private RefusedMachineCodeProgram() {}

  public static void main(String[] arguments) throws Throwable {
    if (Boolean.getBoolean("test.filter")) {
      refuseExecutablePages();
    }
    KernelTier tier = Tiers.preferred();
    try (Arena arena = Arena.ofShared()) {
      MatMulF32 kernel = tier.matMulF32();
      MemorySegment lhs = arena.allocate(16, 64);
      lhs.setAtIndex(JAVA_FLOAT, 0, 2f);
      lhs.setAtIndex(JAVA_FLOAT, 3, 3f);
      MemorySegment out = arena.allocate(16, 64);
      PackedMatrix packed = kernel.packed(2, 2, arena.allocate(kernel.packedBytes(2, 2), 64));
      run(kernel.pack(MatrixView.dense(lhs, 2, 2), packed));
      run(
          kernel.multiply(
              MatrixView.dense(lhs, 2, 2), packed, MatrixView.dense(out, 2, 2), Epilogue.NONE));
      if (out.getAtIndex(JAVA_FLOAT, 0) != 4f || out.getAtIndex(JAVA_FLOAT, 3) != 9f) {
        throw new AssertionError("the product is wrong");
      }
    }
    System.out.println(tier.name());
  }

  private static void run(Task task) {
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }

  /** From here on {@code mprotect} with {@code PROT_EXEC} fails with {@code EPERM}. */
  @SuppressWarnings("restricted")
  private static void refuseExecutablePages() throws Throwable {
    int[][] filter = {
      {0x20, 0, 0, 4}, // load the architecture
      {0x15, 0, 5, 0xc000003e}, // x86-64, else allow
      {0x20, 0, 0, 0}, // load the call's number
      {0x15, 0, 3, 10}, // mprotect, else allow
      {0x20, 0, 0, 32}, // load the third argument
      {0x45, 0, 1, 4}, // PROT_EXEC, else allow
      {0x06, 0, 0, 0x00050001}, // fail with EPERM
      {0x06, 0, 0, 0x7fff0000} // allow
    };
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor shape =
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);
    MethodHandle prctl =
        linker.downcallHandle(
            linker.defaultLookup().find("prctl").orElseThrow(),
            shape,
            Linker.Option.firstVariadicArg(1));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(8L * filter.length, 8);
      for (int i = 0; i < filter.length; i++) {
        code.set(JAVA_SHORT, 8L * i, (short) filter[i][0]);
        code.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) filter[i][1]);
        code.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) filter[i][2]);
        code.set(JAVA_INT, 8L * i + 4, filter[i][3]);
      }
      MemorySegment program = arena.allocate(16, 8);
      program.set(JAVA_SHORT, 0, (short) filter.length);
      program.set(ADDRESS, 8, code);
      int privileges = (int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, MemorySegment.NULL, 0L, 0L);
      int filtered =
          (int) prctl.invokeExact(PR_SET_SECCOMP, (long) SECCOMP_MODE_FILTER, program, 0L, 0L);
      if (privileges != 0 || filtered != 0) {
        throw new AssertionError("the filter was not installed");
      }
    }
  }
}
