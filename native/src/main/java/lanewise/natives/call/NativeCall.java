package lanewise.natives.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The one way from Java into native code here: six 64-bit integers in, one out. Library functions
 * with fewer or narrower arguments ignore the rest. One shape means that a process links one
 * handle, and linking the first is what costs time at start.
 *
 * <p>The call is critical: the thread does not leave its Java state, so it must be short, and must
 * neither block nor call back.
 */
@SuppressWarnings("restricted")
public final class NativeCall {
  private static final MethodHandle HANDLE;
  private static final String REFUSAL;

  static {
    MethodHandle handle = null;
    String refusal = null;
    try {
      FunctionDescriptor shape =
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
      handle = Linker.nativeLinker().downcallHandle(shape, Linker.Option.critical(false));
    } catch (IllegalCallerException e) {
      refusal =
          "native access is denied to lanewise.natives; start Java with"
              + " --enable-native-access=lanewise.natives (ALL-UNNAMED on the class path)";
    } catch (UnsupportedOperationException e) {
      refusal = "this Java runtime has no native linker: " + e.getMessage();
    }
    HANDLE = handle;
    REFUSAL = refusal;
  }

  private NativeCall() {}

  /** Why calls can't be made, or null where they can. The first caller waits for the linker. */
  public static String refusal() {
    return REFUSAL;
  }

  /** The address of a function of the C library, or null; calls must be possible. */
  public static MemorySegment find(String name) {
    return Linker.nativeLinker().defaultLookup().find(name).orElse(null);
  }

  /** Calls {@code function}; its arena stays open meanwhile. */
  public static long call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) HANDLE.invokeExact(function, a, b, c, d, e, f);
    } catch (RuntimeException | Error thrown) {
      throw thrown;
    } catch (Throwable thrown) {
      throw new IllegalStateException("a native function can't throw", thrown);
    }
  }
}
