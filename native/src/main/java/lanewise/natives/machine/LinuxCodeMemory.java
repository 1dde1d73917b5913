package lanewise.natives.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import lanewise.natives.call.NativeCall;

/** Pages by {@code mmap} and {@code mprotect} (POSIX; the numbers are those of Linux on x86-64). */
record LinuxCodeMemory(MemorySegment mmap, MemorySegment mprotect, MemorySegment munmap)
    implements CodeMemory {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 2;
  private static final int MAP_ANONYMOUS = 0x20;

  static LinuxCodeMemory open() throws MachineCodeRefusedException {
    return new LinuxCodeMemory(
        CodeMemory.find("mmap"), CodeMemory.find("mprotect"), CodeMemory.find("munmap"));
  }

  @Override
  public long reserve(long byteSize) throws MachineCodeRefusedException {
    int flags = MAP_PRIVATE | MAP_ANONYMOUS;
    long address = NativeCall.call(mmap, 0, byteSize, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (address == -1) {
      throw new MachineCodeRefusedException("mmap of " + byteSize + " bytes failed" + errno());
    }
    return address;
  }

  @Override
  public void seal(long address, long byteSize) throws MachineCodeRefusedException {
    int result = (int) NativeCall.call(mprotect, address, byteSize, PROT_READ | PROT_EXEC, 0, 0, 0);
    if (result != 0) {
      throw new MachineCodeRefusedException(
          "the system refuses executable memory: mprotect(PROT_READ | PROT_EXEC) failed" + errno());
    }
  }

  @Override
  public void release(long address, long byteSize) {
    NativeCall.call(munmap, address, byteSize, 0, 0, 0, 0);
  }

  @SuppressWarnings("restricted")
  private static String errno() throws MachineCodeRefusedException {
    MemorySegment location = CodeMemory.find("__errno_location");
    long address = NativeCall.call(location, 0, 0, 0, 0, 0, 0);
    return " with errno " + MemorySegment.ofAddress(address).reinterpret(4).get(JAVA_INT, 0);
  }
}
