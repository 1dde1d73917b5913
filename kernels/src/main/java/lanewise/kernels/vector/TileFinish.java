package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;

/** Turns a tile of the product into the output while it is still in the first-level cache. */
public final class TileFinish {
  private final MemorySegment out;
  private final long outStart;
  private final long outStride;
  private final int columns;
  private final MemorySegment bias;

  /** Null for none. */
  private final ActivationLoop activation;

  private final MemorySegment residual;
  private final long residualStart;
  private final long residualStride;

  public TileFinish(MatrixView out, Epilogue epilogue) {
    MatrixView added = epilogue.residual();
    this.out = out.segment();
    this.outStart = out.byteOffset();
    this.outStride = out.rowStride() * Float.BYTES;
    this.columns = out.columns();
    this.bias = epilogue.bias();
    this.activation = ActivationLoop.of(epilogue.activation());
    this.residual = added == null ? null : added.segment();
    this.residualStart = added == null ? 0 : added.byteOffset();
    this.residualStride = added == null ? 0 : added.rowStride() * Float.BYTES;
  }

  /** Byte offset of an element of the output. */
  long outAt(int row, int column) {
    return outStart + row * outStride + (long) column * Float.BYTES;
  }

  long outStride() {
    return outStride;
  }

  /**
   * Applies the epilogue to a tile, which is the output itself or staged elsewhere, and stores it;
   * columns past the output's are dropped.
   */
  public void finish(
      MemorySegment tile,
      long tileAt,
      long tileStride,
      boolean staged,
      int row,
      int column,
      int rows,
      int width) {
    int count = Math.min(width, columns - column);
    long biasAt = (long) column * Float.BYTES;
    for (int r = 0; r < rows; r++) {
      long from = tileAt + r * tileStride;
      long to = outAt(row + r, column);
      if (bias != null) {
        addRow(tile, from, bias, biasAt, tile, from, count);
      }
      if (activation != null) {
        activation.apply(tile, from, tile, from, count);
      }
      if (residual != null) {
        long residualAt = residualStart + (row + r) * residualStride + biasAt;
        addRow(tile, from, residual, residualAt, out, to, count);
      } else if (staged) {
        MemorySegment.copy(tile, from, out, to, (long) count * Float.BYTES);
      }
    }
  }

  private static void addRow(
      MemorySegment x, long xAt, MemorySegment y, long yAt, MemorySegment to, long at, int count) {
    int c = 0;
    for (; c <= count - Lanes.COUNT; c += Lanes.COUNT) {
      long i = (long) c * Float.BYTES;
      FloatVector.fromMemorySegment(F32, x, xAt + i, LITTLE_ENDIAN)
          .add(FloatVector.fromMemorySegment(F32, y, yAt + i, LITTLE_ENDIAN))
          .intoMemorySegment(to, at + i, LITTLE_ENDIAN);
    }
    for (; c < count; c++) {
      long i = (long) c * Float.BYTES;
      float sum = x.get(JAVA_FLOAT_UNALIGNED, xAt + i) + y.get(JAVA_FLOAT_UNALIGNED, yAt + i);
      to.set(JAVA_FLOAT_UNALIGNED, at + i, sum);
    }
  }
}
