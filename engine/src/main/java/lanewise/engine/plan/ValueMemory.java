package lanewise.engine.plan;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.value.MapValue;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.OptionalValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.MemoryBudget;
import lanewise.natives.memory.NativeMemory;
import lanewise.natives.memory.NativeMemoryLimitException;

/**
 * The memory of values between the steps of a run. Each buffer counts who holds it, and is used
 * again once nobody does: a loop whose values keep their sizes soon allocates nothing. Values that
 * come from elsewhere, such as constants, are not counted. Not thread-safe.
 */
final class ValueMemory implements AutoCloseable {
  /** Idle buffers beyond this much, or beyond what is in use, are freed. */
  private static final long IDLE_BYTES = 64L << 20;

  /** What a string takes beside its characters, in bytes of heap. */
  private static final long STRING_BYTES = 48;

  private static final class Buffer {
    final BudgetedArena arena;
    final MemorySegment segment;
    int holders;

    Buffer(BudgetedArena arena, MemorySegment segment) {
      this.arena = arena;
      this.segment = segment;
    }
  }

  private static final class Strings {
    final long heapBytes;
    int holders = 1;

    Strings(long heapBytes) {
      this.heapBytes = heapBytes;
    }
  }

  private final MemoryBudget budget;
  private final IdentityHashMap<Tensor, Buffer> held = new IdentityHashMap<>();
  private final IdentityHashMap<StringTensor, Strings> strings = new IdentityHashMap<>();
  private final Map<Long, ArrayDeque<Buffer>> idle = new HashMap<>();
  private final long mostHeapBytes = Runtime.getRuntime().maxMemory() / 4;
  private long heldBytes;
  private long idleBytes;
  private long heapBytes;

  ValueMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  /** A tensor that its caller holds; what is in it is not known. */
  Tensor allocate(ElementType type, Shape shape) {
    long byteSize = type.byteSize(shape.elementCount());
    Buffer buffer = take(sizeClass(byteSize));
    Tensor tensor = Tensor.of(type, shape, buffer.segment);
    buffer.holders = 1;
    held.put(tensor, buffer);
    return tensor;
  }

  /** Strings that their caller holds. */
  StringTensor strings(Shape shape, List<String> elements) {
    long bytes = 0;
    for (String element : elements) {
      bytes += STRING_BYTES + 2L * element.length();
    }
    if (bytes > mostHeapBytes - heapBytes) {
      throw new InvalidNodeException(
          "the strings of this run would take "
              + (heapBytes + bytes)
              + " bytes of heap, a quarter of it is "
              + mostHeapBytes
              + "; give Java more with -Xmx");
    }
    StringTensor made = new StringTensor(shape, elements);
    heapBytes += bytes;
    strings.put(made, new Strings(bytes));
    return made;
  }

  /** Four sizes an octave, so that a value that grows little finds the buffer of the last one. */
  private static long sizeClass(long byteSize) {
    long size = NativeMemory.roundUp(Math.max(byteSize, 1));
    long step = Math.max(NativeMemory.ALIGNMENT, Long.highestOneBit(size) >>> 2);
    return Math.addExact(size, step - 1) & -step;
  }

  private Buffer take(long size) {
    ArrayDeque<Buffer> free = idle.get(size);
    Buffer buffer = free == null ? null : free.pollLast();
    if (buffer == null) {
      buffer = make(size);
    } else {
      idleBytes -= size;
    }
    heldBytes += size;
    return buffer;
  }

  private Buffer make(long size) {
    try {
      return allocated(size);
    } catch (NativeMemoryLimitException e) {
      if (idleBytes == 0) {
        throw e;
      }
      freeIdle(0);
      return allocated(size);
    }
  }

  private Buffer allocated(long size) {
    BudgetedArena arena = BudgetedArena.ofShared(budget, "values between steps");
    Buffer made = null;
    try {
      made = new Buffer(arena, NativeMemory.allocate(arena, size));
      return made;
    } finally {
      if (made == null) {
        arena.close();
      }
    }
  }

  /** One more holder of a value and all that is in it. */
  void retain(ModelValue value) {
    switch (value) {
      case TensorValue numbers -> {
        Buffer buffer = held.get(numbers.tensor());
        if (buffer != null) {
          buffer.holders++;
        }
      }
      case StringTensor text -> {
        Strings counted = strings.get(text);
        if (counted != null) {
          counted.holders++;
        }
      }
      case SequenceValue sequence -> sequence.values().forEach(this::retain);
      case OptionalValue optional -> optional.value().ifPresent(this::retain);
      case MapValue map -> map.values().forEach(this::retain);
    }
  }

  /** One holder less. */
  void release(ModelValue value) {
    switch (value) {
      case TensorValue numbers -> release(numbers.tensor());
      case StringTensor text -> {
        Strings counted = strings.get(text);
        if (counted != null && --counted.holders == 0) {
          strings.remove(text);
          heapBytes -= counted.heapBytes;
        }
      }
      case SequenceValue sequence -> sequence.values().forEach(this::release);
      case OptionalValue optional -> optional.value().ifPresent(this::release);
      case MapValue map -> map.values().forEach(this::release);
    }
  }

  void release(Tensor tensor) {
    Buffer buffer = held.get(tensor);
    if (buffer != null && --buffer.holders == 0) {
      held.remove(tensor);
      giveBack(buffer);
    }
  }

  private void giveBack(Buffer buffer) {
    long size = buffer.segment.byteSize();
    heldBytes -= size;
    idleBytes += size;
    idle.computeIfAbsent(size, key -> new ArrayDeque<>()).addLast(buffer);
    long most = Math.max(IDLE_BYTES, heldBytes);
    if (idleBytes > most) {
      freeIdle(most / 2);
    }
  }

  /** Frees idle buffers, the largest first, until no more than {@code most} bytes are idle. */
  private void freeIdle(long most) {
    List<Long> sizes = new ArrayList<>(idle.keySet());
    sizes.sort(Comparator.reverseOrder());
    for (long size : sizes) {
      ArrayDeque<Buffer> free = idle.get(size);
      while (idleBytes > most && !free.isEmpty()) {
        free.pollFirst().arena.close();
        idleBytes -= size;
      }
    }
  }

  /** After a run, however it ended, nobody holds anything. */
  void endRun() {
    List<Buffer> left = new ArrayList<>(held.values());
    held.clear();
    strings.clear();
    heapBytes = 0;
    left.forEach(this::giveBack);
  }

  @Override
  public void close() {
    endRun();
    freeIdle(0);
  }
}
