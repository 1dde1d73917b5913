package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.natives.memory.NativeMemory;

/**
 * Places buffers with lifetimes in one workspace so that buffers alive at the same time never
 * overlap: the largest first, each at the lowest offset that is free during its whole life.
 */
final class MemoryLayout {
  private record Buffer(long byteSize, int firstStep, int lastStep) {}

  private final List<Buffer> buffers = new ArrayList<>();
  private long[] offsets;
  private long byteSize;

  /** Adds a buffer that is alive from {@code firstStep} to {@code lastStep}; returns its number. */
  int add(long byteSize, int firstStep, int lastStep) {
    buffers.add(new Buffer(NativeMemory.roundUp(Math.max(byteSize, 1)), firstStep, lastStep));
    return buffers.size() - 1;
  }

  /** Chooses all offsets. */
  void place() {
    int count = buffers.size();
    offsets = new long[count];
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Long.compare(buffers.get(b).byteSize, buffers.get(a).byteSize));
    List<Integer> placed = new ArrayList<>(count);
    for (int index : order) {
      offsets[index] = lowestFreeOffset(buffers.get(index), placed);
      placed.add(index);
      placed.sort((a, b) -> Long.compare(offsets[a], offsets[b]));
      byteSize = Math.max(byteSize, Math.addExact(offsets[index], buffers.get(index).byteSize));
    }
  }

  private long lowestFreeOffset(Buffer buffer, List<Integer> placedByOffset) {
    long offset = 0;
    for (int other : placedByOffset) {
      Buffer neighbour = buffers.get(other);
      boolean together =
          buffer.firstStep <= neighbour.lastStep && neighbour.firstStep <= buffer.lastStep;
      if (together) {
        if (Math.addExact(offset, buffer.byteSize) <= offsets[other]) {
          return offset;
        }
        offset = Math.max(offset, offsets[other] + neighbour.byteSize);
      }
    }
    return offset;
  }

  long offset(int buffer) {
    return offsets[buffer];
  }

  /** Bytes of the whole workspace. */
  long byteSize() {
    return byteSize;
  }
}
