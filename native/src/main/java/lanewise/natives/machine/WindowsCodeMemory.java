package lanewise.natives.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import lanewise.natives.call.NativeCall;

/** Pages by {@code VirtualAlloc} and {@code VirtualProtect}. Not run. */
record WindowsCodeMemory(
    MemorySegment virtualAlloc, MemorySegment virtualProtect, MemorySegment virtualFree)
    implements CodeMemory {
  private static final int MEM_COMMIT_AND_RESERVE = 0x3000;
  private static final int MEM_RELEASE = 0x8000;
  private static final int PAGE_READWRITE = 4;
  private static final int PAGE_EXECUTE_READ = 0x20;

  @SuppressWarnings("restricted")
  static WindowsCodeMemory open() throws MachineCodeRefusedException {
    CodeMemory.requireCalls();
    SymbolLookup kernel32;
    try {
      kernel32 = SymbolLookup.libraryLookup("kernel32", Arena.global());
    } catch (IllegalArgumentException e) {
      throw new MachineCodeRefusedException("kernel32.dll is not to be found", e);
    }
    return new WindowsCodeMemory(
        find(kernel32, "VirtualAlloc"),
        find(kernel32, "VirtualProtect"),
        find(kernel32, "VirtualFree"));
  }

  private static MemorySegment find(SymbolLookup library, String name)
      throws MachineCodeRefusedException {
    MemorySegment found = library.find(name).orElse(null);
    if (found == null) {
      throw new MachineCodeRefusedException("kernel32.dll has no " + name);
    }
    return found;
  }

  @Override
  public long reserve(long byteSize) throws MachineCodeRefusedException {
    long address =
        NativeCall.call(virtualAlloc, 0, byteSize, MEM_COMMIT_AND_RESERVE, PAGE_READWRITE, 0, 0);
    if (address == 0) {
      throw new MachineCodeRefusedException("VirtualAlloc of " + byteSize + " bytes failed");
    }
    return address;
  }

  @Override
  public void seal(long address, long byteSize) throws MachineCodeRefusedException {
    int result;
    try (Arena arena = Arena.ofConfined()) {
      long old = arena.allocate(ValueLayout.JAVA_INT).address();
      result =
          (int) NativeCall.call(virtualProtect, address, byteSize, PAGE_EXECUTE_READ, old, 0, 0);
    }
    if (result == 0) {
      throw new MachineCodeRefusedException(
          "the system refuses executable memory: VirtualProtect(PAGE_EXECUTE_READ) failed"
              + " (is Arbitrary Code Guard on for this process?)");
    }
  }

  @Override
  public void release(long address, long byteSize) {
    NativeCall.call(virtualFree, address, 0, MEM_RELEASE, 0, 0, 0);
  }
}
