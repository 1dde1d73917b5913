package lanewise.natives.machine;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import lanewise.natives.call.NativeCall;

/**
 * How a system gives pages for code: first writable, then executable, never both at once.
 *
 * <p>Run: Linux. Not run on any machine at hand: macOS, Windows.
 */
sealed interface CodeMemory permits LinuxCodeMemory, MacCodeMemory, WindowsCodeMemory {
  /** Bytes of a page, or a multiple of them. */
  long GRANULE = 16384;

  /** Writable, zeroed pages; {@code byteSize} is a multiple of {@link #GRANULE}. */
  long reserve(long byteSize) throws MachineCodeRefusedException;

  /** Makes the pages read-only and executable. */
  void seal(long address, long byteSize) throws MachineCodeRefusedException;

  /** Gives the pages back. */
  void release(long address, long byteSize);

  /** The system's way. */
  static CodeMemory ofThisSystem() throws MachineCodeRefusedException {
    requireCalls();
    String arch = System.getProperty("os.arch");
    if (!arch.equals("amd64") && !arch.equals("x86_64")) {
      throw new MachineCodeRefusedException("there is no assembler for the architecture " + arch);
    }
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (os.startsWith("linux")) {
      return LinuxCodeMemory.open();
    }
    if (os.startsWith("mac")) {
      return MacCodeMemory.open();
    }
    if (os.startsWith("windows")) {
      return WindowsCodeMemory.open();
    }
    throw new MachineCodeRefusedException("no way is known to get pages for code from " + os);
  }

  /** Returns where native code can be called. */
  static void requireCalls() throws MachineCodeRefusedException {
    if (NativeCall.refusal() != null) {
      throw new MachineCodeRefusedException(NativeCall.refusal());
    }
  }

  /** The address of a function of the C library. */
  static MemorySegment find(String name) throws MachineCodeRefusedException {
    requireCalls();
    MemorySegment found = NativeCall.find(name);
    if (found == null) {
      throw new MachineCodeRefusedException("the C library has no " + name);
    }
    return found;
  }

  /** Writes {@code code} to reserved pages. */
  @SuppressWarnings("restricted")
  default void write(long address, long byteSize, byte[] code) {
    MemorySegment pages = MemorySegment.ofAddress(address).reinterpret(byteSize);
    MemorySegment.copy(code, 0, pages, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, code.length);
  }
}
