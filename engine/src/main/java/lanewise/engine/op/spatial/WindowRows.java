package lanewise.engine.op.spatial;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * Lays out the windows of some rows of the output: a matrix with a row for each element of the
 * window and a column for each position of the output, zero where the window is in the padding.
 */
final class WindowRows extends BlockTask {
  private final SlidingWindow window;
  private final MemorySegment in;
  private final long inStart;
  private final long firstRow;
  private final long rows;
  private final MemorySegment out;

  /**
   * A task over {@code depth} rows of the matrix.
   *
   * @param inStart the input's first element of the group
   * @param firstRow the first row of the output's plane
   */
  WindowRows(
      SlidingWindow window,
      Tensor in,
      long inStart,
      long firstRow,
      long rows,
      long depth,
      MemorySegment out) {
    super(depth, rows * window.out()[2]);
    this.window = window;
    this.in = in.segment();
    this.inStart = inStart;
    this.firstRow = firstRow;
    this.rows = rows;
    this.out = out;
  }

  @Override
  protected void range(long start, long end) {
    long[] kernel = window.kernel();
    for (long element = start; element < end; element++) {
      long kx = element % kernel[2];
      long ky = element / kernel[2] % kernel[1];
      long kz = element / kernel[2] / kernel[1] % kernel[0];
      long channel = element / window.kernelSize();
      for (long row = 0; row < rows; row++) {
        row(channel, kz, ky, kx, firstRow + row, (element * rows + row) * window.out()[2]);
      }
    }
  }

  private void row(long channel, long kz, long ky, long kx, long row, long to) {
    long[] sizes = window.in();
    long width = window.out()[2];
    long z = window.start(0, row / window.out()[1]) + kz * window.dilations()[0];
    long y = window.start(1, row % window.out()[1]) + ky * window.dilations()[1];
    if (z < 0 || z >= sizes[0] || y < 0 || y >= sizes[1]) {
      out.asSlice(Float.BYTES * to, Float.BYTES * width).fill((byte) 0);
      return;
    }
    long from = inStart + ((channel * sizes[0] + z) * sizes[1] + y) * sizes[2];
    long stride = window.strides()[2];
    long shift = kx * window.dilations()[2] - window.before()[2];
    // Positions x with 0 <= x * stride + shift < width of the input.
    long first = Math.clamp(-Math.floorDiv(shift, stride), 0, width);
    long last = Math.clamp(-Math.floorDiv(shift - sizes[2], stride), first, width);
    for (long x = 0; x < first; x++) {
      out.setAtIndex(JAVA_FLOAT_UNALIGNED, to + x, 0);
    }
    if (stride == 1) {
      MemorySegment.copy(
          in,
          Float.BYTES * (from + first + shift),
          out,
          Float.BYTES * (to + first),
          Float.BYTES * (last - first));
    } else {
      for (long x = first; x < last; x++) {
        float value = in.getAtIndex(JAVA_FLOAT_UNALIGNED, from + x * stride + shift);
        out.setAtIndex(JAVA_FLOAT_UNALIGNED, to + x, value);
      }
    }
    for (long x = last; x < width; x++) {
      out.setAtIndex(JAVA_FLOAT_UNALIGNED, to + x, 0);
    }
  }
}
