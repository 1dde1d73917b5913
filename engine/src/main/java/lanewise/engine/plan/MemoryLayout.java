package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.Comparator;
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
    List<Integer> placed = new ArrayList<>(count);
    for (int index : largestFirst()) {
      offsets[index] = lowestFreeOffset(buffers.get(index), placed);
      placed.add(rank(offsets[index], placed), index);
      byteSize = Math.max(byteSize, Math.addExact(offsets[index], buffers.get(index).byteSize));
    }
  }

  /** Indices of buffers, the largest first, equal ones as they came. */
  private List<Integer> largestFirst() {
    List<Integer> order = new ArrayList<>(buffers.size());
    for (int index = 0; index < buffers.size(); index++) {
      order.add(index);
    }
    order.sort(new LargestFirst(buffers));
    return order;
  }

  private record LargestFirst(List<Buffer> buffers) implements Comparator<Integer> {
    @Override
    public int compare(Integer a, Integer b) {
      return Long.compare(buffers.get(b).byteSize, buffers.get(a).byteSize);
    }
  }

  /** Where a buffer at {@code offset} stands among those that are placed. */
  private int rank(long offset, List<Integer> placedByOffset) {
    int rank = placedByOffset.size();
    while (rank > 0 && offsets[placedByOffset.get(rank - 1)] > offset) {
      rank--;
    }
    return rank;
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
