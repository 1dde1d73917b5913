package lanewise.bench.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import lanewise.natives.memory.NativeMemory;

/** Makes operands of a kernel: their numbers are random, the same ones each time. */
final class Operands {
  /** After so many numbers the same ones follow: drawing them costs more than measuring. */
  private static final long MOST_DRAWN = 1 << 20;

  private final Arena arena;
  private final Random random = new Random(42);

  Operands(Arena arena) {
    this.arena = arena;
  }

  /** Zeroed memory. */
  MemorySegment zeros(long byteSize) {
    return NativeMemory.allocate(arena, byteSize);
  }

  /** Normally distributed f32 numbers. */
  MemorySegment floats(long count) {
    MemorySegment segment = zeros(Float.BYTES * count);
    long drawn = Math.min(count, MOST_DRAWN);
    for (long i = 0; i < drawn; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
    }
    long drawnBytes = Float.BYTES * drawn;
    for (long at = drawnBytes; at < segment.byteSize(); at += drawnBytes) {
      long byteSize = Math.min(drawnBytes, segment.byteSize() - at);
      MemorySegment.copy(segment, 0, segment, at, byteSize);
    }
    return segment;
  }

  /** The same f32 number {@code count} times. */
  MemorySegment floats(long count, float value) {
    MemorySegment segment = zeros(Float.BYTES * count);
    for (long i = 0; i < count; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
    return segment;
  }

  /** Evenly distributed bytes. */
  MemorySegment bytes(long count) {
    byte[] values = new byte[Math.toIntExact(count)];
    random.nextBytes(values);
    MemorySegment segment = zeros(count);
    MemorySegment.copy(values, 0, segment, ValueLayout.JAVA_BYTE, 0, values.length);
    return segment;
  }

  /** Evenly distributed i64 numbers from 0 to {@code bound} - 1. */
  MemorySegment indices(long count, long bound) {
    MemorySegment segment = zeros(Long.BYTES * count);
    for (long i = 0; i < count; i++) {
      segment.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextLong(bound));
    }
    return segment;
  }
}
