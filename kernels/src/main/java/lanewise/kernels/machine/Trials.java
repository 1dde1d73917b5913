package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * Data and comparison for the cases that a new routine must pass. References compute on arrays: a
 * new process interprets them, and access to segments is slow until it is compiled.
 */
public final class Trials {
  private Trials() {}

  /** Floats between -2 and 2, the same for the same seed. */
  public static float[] floats(int count, int seed) {
    float[] values = new float[count];
    int state = seed * 0x9e3779b9 + 1;
    for (int i = 0; i < count; i++) {
      state = state * 1664525 + 1013904223;
      values[i] = (state >> 8) * 0x1p-22f;
    }
    return values;
  }

  /** Any bytes, the same for the same seed. */
  public static byte[] bytes(int count, int seed) {
    byte[] values = new byte[count];
    int state = seed * 0x9e3779b9 + 1;
    for (int i = 0; i < count; i++) {
      state = state * 1664525 + 1013904223;
      values[i] = (byte) (state >> 20);
    }
    return values;
  }

  public static MemorySegment segment(Arena arena, float[] values) {
    MemorySegment segment = arena.allocate(4L * Math.max(1, values.length), 64);
    MemorySegment.copy(values, 0, segment, JAVA_FLOAT, 0, values.length);
    return segment;
  }

  public static MemorySegment segment(Arena arena, byte[] values) {
    MemorySegment segment = arena.allocate(Math.max(1, values.length), 64);
    MemorySegment.copy(values, 0, segment, JAVA_BYTE, 0, values.length);
    return segment;
  }

  static MemorySegment segment(Arena arena, int[] values) {
    MemorySegment segment = arena.allocate(4L * Math.max(1, values.length), 64);
    MemorySegment.copy(values, 0, segment, JAVA_INT, 0, values.length);
    return segment;
  }

  /** Refuses where two results differ by more than {@code bound · (1 + |expected|)}. */
  public static void compare(float[] expected, MemorySegment actual, float bound)
      throws MachineCodeRefusedException {
    float[] got = new float[expected.length];
    MemorySegment.copy(actual, JAVA_FLOAT, 0, got, 0, got.length);
    for (int i = 0; i < got.length; i++) {
      float want = expected[i];
      if (!(Math.abs(want - got[i]) <= bound * (1 + Math.abs(want)))) {
        throw new MachineCodeRefusedException(
            "a trial gave "
                + got[i]
                + " where the reference gives "
                + want
                + " (element "
                + i
                + ")");
      }
    }
  }

  /**
   * Refuses where two results differ in a bit and by more than {@code bound · (1 + |expected|)}.
   */
  public static void compareBits(MemorySegment expected, MemorySegment actual, float bound)
      throws MachineCodeRefusedException {
    for (long i = 0; i < expected.byteSize() / Float.BYTES; i++) {
      float want = expected.getAtIndex(JAVA_FLOAT, i);
      float got = actual.getAtIndex(JAVA_FLOAT, i);
      boolean close = Math.abs(want - got) <= bound * (1 + Math.abs(want));
      if (Float.floatToIntBits(want) != Float.floatToIntBits(got) && !close) {
        throw new MachineCodeRefusedException(
            "a trial gave " + got + " where the reference gives " + want + " (element " + i + ")");
      }
    }
  }
}
