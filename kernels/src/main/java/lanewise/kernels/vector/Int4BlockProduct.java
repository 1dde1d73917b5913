package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.B2F;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4.Packed;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;

/**
 * Quantized activations by 4-bit weights. Both are widened to f32, in which a block's sum is exact:
 * 256 products of 15 · 128 stay below 2²⁴. So the tiles of the f32 product give the sums of a
 * block, which are then scaled and added up.
 */
final class Int4BlockProduct extends WidenedProduct {
  /** Whether a vector's worth of bytes is a vector, which it isn't at 128 bits. */
  private static final boolean FITS = Lanes.COUNT >= 8;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.COUNT * Byte.SIZE)));

  private final QuantizedRows lhs;
  private final Packed weights;
  private final Int4Layout layout;
  private final long lhsRowBytes;
  private final long lhsScalesAt;

  Int4BlockProduct(
      QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    int rows = new Int4Layout(weights.form()).rows();
    super(lhs.rows(), weights.form().k(), weights.form().n(), rows, rows, out, epilogue, scratch);
    this.lhs = lhs;
    this.weights = weights;
    this.layout = new Int4Layout(weights.form());
    this.lhsRowBytes = QuantizedRows.rowBytes(lhs.block(), lhs.columns());
    this.lhsScalesAt = QuantizedRows.scalesAt(lhs.columns());
  }

  @Override
  int widen(int panel, long panelAt) {
    layout.widen(weights.segment(), panel, false, scratch, panelAt);
    return 0;
  }

  @Override
  void tile(int panel, int property, int row, int height, long left, long panelAt, long result) {
    int k = lhs.columns();
    int block = lhs.block();
    long leftRow = (long) k * Float.BYTES;
    for (int r = 0; r < height; r++) {
      bytesToFloats(lhs.segment(), (row + r) * lhsRowBytes, k, scratch, left + r * leftRow);
      clear(scratch, result + (long) r * ROW_BYTES);
    }
    long sums = result + (long) ProductTile.MAX_ROWS * ROW_BYTES;
    for (int first = 0; first < k; first += block) {
      TILE.multiply(
          height,
          scratch,
          left + (long) first * Float.BYTES,
          leftRow,
          scratch,
          panelAt + (long) first * ROW_BYTES,
          block,
          scratch,
          sums,
          ROW_BYTES);
      long scales = layout.groupAt(panel, first / weights.form().group());
      for (int r = 0; r < height; r++) {
        long at = (row + r) * lhsRowBytes + lhsScalesAt + (long) first / block * Float.BYTES;
        float scale = lhs.segment().get(JAVA_FLOAT_UNALIGNED, at);
        long offset = (long) r * ROW_BYTES;
        addScaled(scratch, sums + offset, weights.segment(), scales, scale, result + offset);
      }
    }
  }

  private static void bytesToFloats(
      MemorySegment from, long at, int count, MemorySegment to, long toAt) {
    int i = 0;
    for (; FITS && i <= count - Lanes.COUNT; i += Lanes.COUNT) {
      ((FloatVector)
              ByteVector.fromMemorySegment(BYTES, from, at + i, LITTLE_ENDIAN)
                  .convertShape(B2F, F32, 0))
          .intoMemorySegment(to, toAt + 4L * i, LITTLE_ENDIAN);
    }
    for (; i < count; i++) {
      to.set(JAVA_FLOAT_UNALIGNED, toAt + 4L * i, (float) from.get(JAVA_BYTE, at + i));
    }
  }

  private static void clear(MemorySegment segment, long at) {
    for (int column = 0; column < WIDTH; column += Lanes.COUNT) {
      FloatVector.zero(F32).intoMemorySegment(segment, at + 4L * column, LITTLE_ENDIAN);
    }
  }

  /** {@code to += sums · (scales · scale)}, with one rounding of the sum. */
  private static void addScaled(
      MemorySegment scratch, long sums, MemorySegment weights, long scales, float scale, long to) {
    for (int column = 0; column < WIDTH; column += Lanes.COUNT) {
      long i = (long) column * Float.BYTES;
      FloatVector both =
          FloatVector.fromMemorySegment(F32, weights, scales + i, LITTLE_ENDIAN).mul(scale);
      FloatVector.fromMemorySegment(F32, scratch, sums + i, LITTLE_ENDIAN)
          .fma(both, FloatVector.fromMemorySegment(F32, scratch, to + i, LITTLE_ENDIAN))
          .intoMemorySegment(scratch, to + i, LITTLE_ENDIAN);
    }
  }
}
