package lanewise.natives.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import lanewise.natives.call.NativeCall;

/**
 * A piece of machine code in executable memory, ready to be called; thread-safe. The memory is
 * given back when its arena closes.
 *
 * @param code the code's bytes; readable, the entry at offset 0
 * @param instructionBytes how many of them are instructions; constants follow
 */
public record Routine(MemorySegment code, long instructionBytes) {
  /** Where the six arguments are on entry, and what must be kept, is {@link Frame}'s matter. */
  private record Release(CodeMemory memory, long address, long byteSize)
      implements Consumer<MemorySegment> {
    @Override
    public void accept(MemorySegment ignored) {
      memory.release(address, byteSize);
    }
  }

  /**
   * Puts the assembler's code into executable memory of its own.
   *
   * @throws MachineCodeRefusedException if the system, the runtime or the CPU is against it
   */
  @SuppressWarnings("restricted")
  public static Routine install(Assembler assembler, Arena arena)
      throws MachineCodeRefusedException {
    CodeMemory memory = CodeMemory.ofThisSystem();
    long instructionBytes = assembler.position();
    byte[] bytes = assembler.toByteArray();
    long byteSize = Math.ceilDiv((long) bytes.length, CodeMemory.GRANULE) * CodeMemory.GRANULE;
    long address = memory.reserve(byteSize);
    try {
      memory.write(address, byteSize, bytes);
      memory.seal(address, byteSize);
    } catch (MachineCodeRefusedException e) {
      memory.release(address, byteSize);
      throw e;
    }
    Release release = new Release(memory, address, byteSize);
    MemorySegment pages = MemorySegment.ofAddress(address).reinterpret(byteSize, arena, release);
    return new Routine(pages.asSlice(0, bytes.length).asReadOnly(), instructionBytes);
  }

  /**
   * Runs the code. It trusts its arguments: whoever calls has checked each address and size before,
   * and keeps the memory alive. A call should take tens of microseconds at most, since it holds off
   * the virtual machine's safepoints.
   */
  public long call(long a, long b, long c, long d, long e, long f) {
    return NativeCall.call(code, a, b, c, d, e, f);
  }

  /** As {@link #call(long, long, long, long, long, long)} with no further arguments. */
  public long call(long a, long b, long c) {
    return NativeCall.call(code, a, b, c, 0, 0, 0);
  }
}
