package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Movement;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.bounds.MovementOperands;
import lanewise.kernels.task.BlockTask;

/**
 * Movement of elements: whole runs where both layouts have them, blocks where axes change places.
 */
public final class ScalarMovement implements Movement {
  @Override
  public Task copy(
      int elementBytes,
      long[] dimensions,
      MemorySegment in,
      long inByteOffset,
      long[] inStrides,
      MemorySegment out,
      long outByteOffset,
      long[] outStrides) {
    MovementOperands.requireCopy(
        elementBytes, dimensions, in, inByteOffset, inStrides, out, outByteOffset, outStrides);
    CopyPlan plan = CopyPlan.of(elementBytes, dimensions, inStrides, outStrides);
    return plan.swapsAxes()
        ? new TransposeTask(plan, in, inByteOffset, out, outByteOffset)
        : new CopyTask(plan, in, inByteOffset, out, outByteOffset);
  }

  @Override
  public Task gather(
      MemorySegment table,
      long outer,
      long tableLength,
      long sliceBytes,
      ElementType indexType,
      MemorySegment indices,
      long indexCount,
      MemorySegment out) {
    MovementOperands.requireGather(
        table, outer, tableLength, sliceBytes, indexType, indices, indexCount, out);
    boolean wide = indexType == ElementType.INT64;
    return new Gather(table, outer, tableLength, sliceBytes, wide, indices, indexCount, out);
  }

  private static final class Gather extends BlockTask {
    private final MemorySegment table;
    private final long tableLength;
    private final long sliceBytes;
    private final boolean wide;
    private final MemorySegment indices;
    private final long indexCount;
    private final MemorySegment out;

    Gather(
        MemorySegment table,
        long outer,
        long tableLength,
        long sliceBytes,
        boolean wide,
        MemorySegment indices,
        long indexCount,
        MemorySegment out) {
      super(Bounds.product("out", outer, indexCount), sliceBytes / Float.BYTES);
      this.table = table;
      this.tableLength = tableLength;
      this.sliceBytes = sliceBytes;
      this.wide = wide;
      this.indices = indices;
      this.indexCount = indexCount;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        long position = i % indexCount;
        long from = (i / indexCount * tableLength + index(position)) * sliceBytes;
        long to = i * sliceBytes;
        switch ((int) Math.min(sliceBytes, 9)) {
          case 1 -> out.set(JAVA_BYTE, to, table.get(JAVA_BYTE, from));
          case 2 -> out.set(JAVA_SHORT_UNALIGNED, to, table.get(JAVA_SHORT_UNALIGNED, from));
          case 4 -> out.set(JAVA_INT_UNALIGNED, to, table.get(JAVA_INT_UNALIGNED, from));
          case 8 -> out.set(JAVA_LONG_UNALIGNED, to, table.get(JAVA_LONG_UNALIGNED, from));
          default -> MemorySegment.copy(table, from, out, to, sliceBytes);
        }
      }
    }

    private long index(long position) {
      long index =
          wide
              ? indices.get(JAVA_LONG_UNALIGNED, position * Long.BYTES)
              : indices.get(JAVA_INT_UNALIGNED, position * Integer.BYTES);
      if (index < -tableLength || index >= tableLength) {
        throw new IndexOutOfBoundsException(
            "index "
                + index
                + " at position "
                + position
                + " is outside a table of length "
                + tableLength);
      }
      return index < 0 ? index + tableLength : index;
    }
  }
}
