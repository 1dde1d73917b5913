package lanewise.natives.thread;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.natives.call.NativeCall;

/** Binds threads to processors, by Linux's {@code sched_setaffinity}. Thread-safe. */
public final class ThreadPinning {
  /** Bytes of a set of processors: enough for 8,192 of them. */
  private static final int SET_BYTES = 1024;

  private ThreadPinning() {}

  /** Why threads can't be bound here, or null where they can. */
  public static String refusal() {
    if (!System.getProperty("os.name").startsWith("Linux")) {
      return "threads can be bound to processors on Linux alone";
    }
    String refusal = NativeCall.refusal();
    if (refusal != null) {
      return refusal;
    }
    return NativeCall.find("sched_setaffinity") == null
            || NativeCall.find("sched_getaffinity") == null
        ? "the C library has no sched_setaffinity"
        : null;
  }

  /**
   * Binds the calling thread to one of the processors that it may use now.
   *
   * @param index counts these processors, beginning again behind the last
   * @return whether the system agreed
   * @throws IllegalStateException where threads can't be bound
   */
  public static boolean pin(int index) {
    String refusal = refusal();
    if (refusal != null) {
      throw new IllegalStateException(refusal);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, 8);
      MemorySegment ask = NativeCall.find("sched_getaffinity");
      if ((int) NativeCall.call(ask, 0, SET_BYTES, set.address(), 0, 0, 0) < 0) {
        return false;
      }
      List<Integer> allowed = processors(set);
      if (allowed.isEmpty()) {
        return false;
      }
      int chosen = allowed.get(Math.floorMod(index, allowed.size()));
      set.fill((byte) 0);
      set.set(JAVA_BYTE, chosen / Byte.SIZE, (byte) (1 << chosen % Byte.SIZE));
      MemorySegment bind = NativeCall.find("sched_setaffinity");
      return (int) NativeCall.call(bind, 0, SET_BYTES, set.address(), 0, 0, 0) == 0;
    }
  }

  private static List<Integer> processors(MemorySegment set) {
    List<Integer> processors = new ArrayList<>();
    for (int i = 0; i < SET_BYTES * Byte.SIZE; i++) {
      if ((set.get(JAVA_BYTE, i / Byte.SIZE) >> i % Byte.SIZE & 1) != 0) {
        processors.add(i);
      }
    }
    return processors;
  }
}
