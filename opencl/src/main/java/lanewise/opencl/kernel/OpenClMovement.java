package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Movement;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.MovementOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Movement of elements in the widest units that their places allow. */
public final class OpenClMovement implements Movement {
  private static final int WIDEST_UNIT = 16;

  private final DeviceContext context;

  public OpenClMovement(DeviceContext context) {
    this.context = context;
  }

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
    return StridedCopy.bind(
        context,
        elementBytes,
        dimensions,
        in,
        inByteOffset,
        inStrides,
        out,
        outByteOffset,
        outStrides);
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
    long bytes = outer * indexCount * sliceBytes;
    if (bytes == 0) {
      return Launch.nothing(context, "gather");
    }
    long places = context.start("table", table, 0) | context.start("out", out, 0);
    int unit = (int) Long.lowestOneBit(sliceBytes | places | WIDEST_UNIT);
    return new Launch(context, Programs.MOVEMENT, "gather_" + unit)
        .bytes("table", table, 0, unit)
        .bytes("indices", indices, 0, indexType.blockBytes())
        .bytes("out", out, 0, unit)
        .indexReport()
        .integer(indexType == ElementType.INT64 ? 1 : 0)
        .number(tableLength)
        .number(sliceBytes / unit)
        .number(indexCount)
        .number(bytes / unit)
        .over(bytes / unit, Programs.GROUP);
  }
}
