package lanewise.opencl.driver;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.device.AddressMap.Place;
import lanewise.kernels.device.DeviceUnsupportedException;

/**
 * Collects a kernel's arguments in the order of its parameters, then its range, and gives the task.
 * Binding alone; not thread-safe.
 *
 * <p>Memory becomes two parameters, {@code global T* x, ulong xOffset}: the mirror's buffer and
 * where the operand starts in it, counted in elements. An operand that is absent is a null pointer
 * with offset 0.
 */
public final class Launch {
  private static final int AT_FIRST = 24;

  private final DeviceContext context;
  private final ProgramSource source;
  private final String kernel;
  private byte[] kinds = new byte[AT_FIRST];
  private long[] bits = new long[AT_FIRST];
  private DeviceBuffer[] buffers = new DeviceBuffer[AT_FIRST];
  private int count;
  private int reportAt = -1;

  /** A launch of {@code kernel}, which is in {@code source}. */
  public Launch(DeviceContext context, ProgramSource source, String kernel) {
    this.context = context;
    this.source = source;
    this.kernel = kernel;
  }

  /** Where there is nothing to do. */
  public static Task nothing(DeviceContext context, String kernel) {
    return new EmptyTask(context, kernel);
  }

  /** Tasks of launches that follow each other as one task, named for reports. */
  public static Task sequence(DeviceContext context, String kernel, List<Task> steps) {
    return steps.stream().allMatch(step -> step.parts() == 0)
        ? nothing(context, kernel)
        : new SequenceTask(context, kernel, steps);
  }

  /** A segment's elements, or none where it is null. */
  public Launch memory(String operand, MemorySegment segment, int elementBytes) {
    return memory(operand, segment, 0, elementBytes);
  }

  /**
   * Elements from {@code byteOffset} of a segment on, or none where it is null.
   *
   * @throws IllegalArgumentException if the segment has no mirror
   * @throws DeviceUnsupportedException if they do not start at a multiple of their size
   */
  public Launch memory(String operand, MemorySegment segment, long byteOffset, int elementBytes) {
    return place(operand, segment, byteOffset, elementBytes, elementBytes);
  }

  /**
   * The same, but the offset counts bytes.
   *
   * @param alignment what the start must be a multiple of
   */
  public Launch bytes(String operand, MemorySegment segment, long byteOffset, int alignment) {
    return place(operand, segment, byteOffset, alignment, 1);
  }

  private Launch place(
      String operand, MemorySegment segment, long byteOffset, int elementBytes, int unit) {
    if (segment == null || segment.byteSize() == 0) {
      add(BoundArguments.MEMORY, 0, null);
      return number(0);
    }
    Place<DeviceBuffer> place = context.locate(operand, segment);
    long start = Math.addExact(place.byteOffset(), byteOffset);
    if (start % elementBytes != 0) {
      throw new DeviceUnsupportedException(
          operand
              + " starts at byte "
              + start
              + " of its mirror, no multiple of its elements' "
              + elementBytes
              + " bytes; mirror it by itself");
    }
    add(BoundArguments.MEMORY, 0, place.value());
    return number(start / unit);
  }

  /** Where a kernel writes an index outside its table, as {@code global int* x, ulong x_at}. */
  public Launch indexReport() {
    add(BoundArguments.MEMORY, 0, context.indexReport());
    reportAt = count;
    return number(0);
  }

  /** A matrix' elements: memory as above, then {@code long rowStride}; columns are adjacent. */
  public Launch rows(String operand, MatrixView matrix, int elementBytes) {
    if (matrix == null) {
      return memory(operand, null, elementBytes).number(0);
    }
    return memory(operand, matrix.segment(), matrix.byteOffset(), elementBytes)
        .number(matrix.rowStride());
  }

  /** An {@code int}. */
  public Launch integer(int value) {
    add(BoundArguments.FOUR_BYTES, value & 0xFFFFFFFFL, null);
    return this;
  }

  /** A {@code long} or {@code ulong}. */
  public Launch number(long value) {
    add(BoundArguments.EIGHT_BYTES, value, null);
    return this;
  }

  /** A {@code float}. */
  public Launch real(float value) {
    return integer(Float.floatToRawIntBits(value));
  }

  /** A {@code local} pointer to so many bytes. */
  public Launch local(long bytes) {
    add(BoundArguments.LOCAL, bytes, null);
    return this;
  }

  private void add(byte kind, long number, DeviceBuffer buffer) {
    if (count == kinds.length) {
      kinds = Arrays.copyOf(kinds, 2 * count);
      bits = Arrays.copyOf(bits, 2 * count);
      buffers = Arrays.copyOf(buffers, 2 * count);
    }
    kinds[count] = kind;
    bits[count] = number;
    buffers[count] = buffer;
    count++;
  }

  /**
   * The task over one axis: at least {@code items} work-items, in groups of {@code group}, so that
   * the last group may have items too many.
   */
  public Task over(long items, int group) {
    return over(new long[] {items}, new long[] {group});
  }

  /** The same over up to three axes. */
  public Task over(long[] items, long[] group) {
    long[] global = new long[items.length];
    for (int axis = 0; axis < items.length; axis++) {
      if (items[axis] == 0) {
        return nothing(context, kernel);
      }
      global[axis] = Math.multiplyExact((items[axis] + group[axis] - 1) / group[axis], group[axis]);
    }
    BoundArguments arguments =
        new BoundArguments(
            Arrays.copyOf(kinds, count),
            Arrays.copyOf(bits, count),
            Arrays.copyOf(buffers, count),
            reportAt);
    return new KernelTask(
        context, context.kernel(source, kernel), arguments, global, group.clone());
  }
}
