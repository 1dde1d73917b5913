package lanewise.formats.tokenizer;

import java.util.Arrays;

/**
 * Merges that could be made, the best first: those of the lowest rank, of these the leftmost. A
 * binary heap of numbers, so that a piece of a million symbols takes n log n steps and no objects.
 * Not thread-safe.
 */
final class MergeQueue {
  private long[] heap;
  private int size;

  MergeQueue(int capacity) {
    heap = new long[Math.max(16, capacity)];
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(int rank, int position) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    long entry = (long) rank << 32 | position;
    int at = size++;
    while (at > 0) {
      int parent = at - 1 >> 1;
      if (heap[parent] <= entry) {
        break;
      }
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the best entry: the rank above, the position in the low 32 bits. */
  long poll() {
    long best = heap[0];
    long last = heap[--size];
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1] < heap[child]) {
        child++;
      }
      if (heap[child] >= last) {
        break;
      }
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return best;
  }

  static int rank(long entry) {
    return (int) (entry >>> 32);
  }

  static int position(long entry) {
    return (int) entry;
  }
}
