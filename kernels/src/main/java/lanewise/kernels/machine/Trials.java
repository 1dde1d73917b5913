package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.natives.machine.MachineCodeRefusedException;

/** Data and comparison for the cases that a new routine must pass. */
final class Trials {
  private Trials() {}

  /** Floats between -2 and 2, the same for the same seed. */
  static MemorySegment random(Arena arena, int count, int seed) {
    MemorySegment segment = arena.allocate(4L * Math.max(1, count), 64);
    int state = seed * 0x9e3779b9 + 1;
    for (int i = 0; i < count; i++) {
      state = state * 1664525 + 1013904223;
      segment.setAtIndex(JAVA_FLOAT, i, (state >> 8) * 0x1p-22f);
    }
    return segment;
  }

  /** Refuses where two results differ by more than {@code bound · (1 + |expected|)}. */
  static void compare(MemorySegment expected, MemorySegment actual, int count, float bound)
      throws MachineCodeRefusedException {
    for (int i = 0; i < count; i++) {
      float want = expected.getAtIndex(JAVA_FLOAT, i);
      float got = actual.getAtIndex(JAVA_FLOAT, i);
      if (!(Math.abs(want - got) <= bound * (1 + Math.abs(want)))) {
        throw new MachineCodeRefusedException(
            "a trial gave " + got + " where the reference gives " + want + " (element " + i + ")");
      }
    }
  }
}
