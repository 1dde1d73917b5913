package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.task.BlockTask;

/**
 * A copy whose adjacent axis changes, in square tiles: a tile's input and output lines both stay in
 * the first-level cache until all their elements are used.
 */
final class TransposeTask extends BlockTask {
  private static final int TILE = 32;

  private final CopyPlan plan;
  private final MemorySegment in;
  private final MemorySegment out;
  private final long inByteOffset;
  private final long outByteOffset;

  /** Sizes and strides of the axes that are neither the input's nor the output's adjacent one. */
  private final long[] outerDimensions;

  private final long[] outerIn;
  private final long[] outerOut;
  private final long rows;
  private final long rowOut;
  private final long columns;
  private final long columnIn;
  private final long rowTiles;
  private final long columnTiles;

  TransposeTask(
      CopyPlan plan, MemorySegment in, long inByteOffset, MemorySegment out, long outByteOffset) {
    super(tiles(plan), (long) TILE * TILE);
    this.plan = plan;
    this.in = in;
    this.out = out;
    this.inByteOffset = inByteOffset;
    this.outByteOffset = outByteOffset;
    int last = plan.rank() - 1;
    int rowAxis = plan.adjacentInputAxis();
    this.outerDimensions = without(plan.dimensions(), rowAxis);
    this.outerIn = without(plan.inStrides(), rowAxis);
    this.outerOut = without(plan.outStrides(), rowAxis);
    this.rows = plan.dimensions()[rowAxis];
    this.rowOut = plan.outStrides()[rowAxis];
    this.columns = plan.dimensions()[last];
    this.columnIn = plan.inStrides()[last];
    this.rowTiles = (rows + TILE - 1) / TILE;
    this.columnTiles = (columns + TILE - 1) / TILE;
  }

  private static long tiles(CopyPlan plan) {
    long rows = plan.dimensions()[plan.adjacentInputAxis()];
    long columns = plan.dimensions()[plan.rank() - 1];
    long outer = plan.elementCount() / rows / columns;
    return outer * ((rows + TILE - 1) / TILE) * ((columns + TILE - 1) / TILE);
  }

  private static long[] without(long[] values, int axis) {
    long[] rest = new long[values.length - 2];
    int count = 0;
    for (int i = 0; i < values.length - 1; i++) {
      if (i != axis) {
        rest[count++] = values[i];
      }
    }
    return rest;
  }

  @Override
  protected void range(long start, long end) {
    for (long i = start; i < end; i++) {
      long column = i % columnTiles * TILE;
      long row = i / columnTiles % rowTiles * TILE;
      long outer = i / columnTiles / rowTiles;
      int axes = outerDimensions.length;
      long from =
          inByteOffset
              + CopyPlan.offset(outer, axes, outerDimensions, outerIn)
              + row * plan.elementBytes()
              + column * columnIn;
      long to =
          outByteOffset
              + CopyPlan.offset(outer, axes, outerDimensions, outerOut)
              + row * rowOut
              + column * plan.elementBytes();
      int tileRows = (int) Math.min(TILE, rows - row);
      int tileColumns = (int) Math.min(TILE, columns - column);
      tile(tileRows, tileColumns, from, to);
    }
  }

  private void tile(int tileRows, int tileColumns, long from, long to) {
    int bytes = plan.elementBytes();
    for (int r = 0; r < tileRows; r++) {
      long source = from + (long) r * bytes;
      long target = to + r * rowOut;
      switch (bytes) {
        case 1 -> {
          for (int c = 0; c < tileColumns; c++) {
            out.set(JAVA_BYTE, target + c, in.get(JAVA_BYTE, source + c * columnIn));
          }
        }
        case 2 -> {
          for (int c = 0; c < tileColumns; c++) {
            short value = in.get(JAVA_SHORT_UNALIGNED, source + c * columnIn);
            out.set(JAVA_SHORT_UNALIGNED, target + 2L * c, value);
          }
        }
        case 4 -> {
          for (int c = 0; c < tileColumns; c++) {
            int value = in.get(JAVA_INT_UNALIGNED, source + c * columnIn);
            out.set(JAVA_INT_UNALIGNED, target + 4L * c, value);
          }
        }
        default -> {
          for (int c = 0; c < tileColumns; c++) {
            long value = in.get(JAVA_LONG_UNALIGNED, source + c * columnIn);
            out.set(JAVA_LONG_UNALIGNED, target + 8L * c, value);
          }
        }
      }
    }
  }
}
