package lanewise.kernels.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.task.BlockTask;
import lanewise.natives.memory.NativeMemory;

/**
 * A function of each element, whole vectors at a time. What is left at the end is computed in a
 * vector of its own; blocks hold whole vectors, so this happens in the last part alone.
 */
final class UnaryTask extends BlockTask {
  private final UnaryLoop loop;
  private final MemorySegment in;
  private final MemorySegment out;
  private final MemorySegment rest;

  UnaryTask(UnaryLoop loop, MemorySegment in, MemorySegment out, long count) {
    super(count);
    this.loop = loop;
    this.in = in;
    this.out = out;
    this.rest = NativeMemory.allocate(Arena.ofAuto(), Lanes.BYTES);
  }

  @Override
  protected void range(long start, long end) {
    int count = (int) (end - start);
    int whole = count - count % Lanes.COUNT;
    long at = start * Float.BYTES;
    loop.apply(in, at, out, at, whole);
    if (whole < count) {
      long restAt = at + (long) whole * Float.BYTES;
      long restBytes = (long) (count - whole) * Float.BYTES;
      MemorySegment.copy(in, restAt, rest, 0, restBytes);
      loop.apply(rest, 0, rest, 0, Lanes.COUNT);
      MemorySegment.copy(rest, 0, out, restAt, restBytes);
    }
  }
}
