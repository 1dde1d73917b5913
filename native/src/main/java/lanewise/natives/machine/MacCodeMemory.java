package lanewise.natives.machine;

import java.lang.foreign.MemorySegment;
import lanewise.natives.call.NativeCall;

/**
 * Pages by {@code mmap} and {@code mprotect} on macOS, x86-64. (On arm64 they would need {@code
 * MAP_JIT} and {@code pthread_jit_write_protect_np}; there is no assembler for arm64.) Not run.
 */
record MacCodeMemory(MemorySegment mmap, MemorySegment mprotect, MemorySegment munmap)
    implements CodeMemory {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANON = 0x1000;

  static MacCodeMemory open() throws MachineCodeRefusedException {
    return new MacCodeMemory(
        CodeMemory.find("mmap"), CodeMemory.find("mprotect"), CodeMemory.find("munmap"));
  }

  @Override
  public long reserve(long byteSize) throws MachineCodeRefusedException {
    int flags = MAP_PRIVATE | MAP_ANON;
    long address = NativeCall.call(mmap, 0, byteSize, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (address == -1) {
      throw new MachineCodeRefusedException("mmap of " + byteSize + " bytes failed");
    }
    return address;
  }

  @Override
  public void seal(long address, long byteSize) throws MachineCodeRefusedException {
    int result = (int) NativeCall.call(mprotect, address, byteSize, PROT_READ | PROT_EXEC, 0, 0, 0);
    if (result != 0) {
      throw new MachineCodeRefusedException(
          "the system refuses executable memory: a process under the hardened runtime needs the"
              + " entitlement com.apple.security.cs.allow-unsigned-executable-memory");
    }
  }

  @Override
  public void release(long address, long byteSize) {
    NativeCall.call(munmap, address, byteSize, 0, 0, 0, 0);
  }
}
