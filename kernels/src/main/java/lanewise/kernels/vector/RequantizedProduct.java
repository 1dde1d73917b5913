package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatMulInt8.Requantized;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/** A product whose sums are quantized to 8 bits again. */
final class RequantizedProduct extends Int8Product {
  /** Beyond this every result is the least or the greatest, and rounding is exact within. */
  private static final float LIMIT = 1024f;

  /** Adding this rounds to an integer, halves to even, which then stands in the low bits. */
  private static final float ROUNDER = 0x1.8p23f;

  private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

  private final MemorySegment lhsScales;
  private final boolean perRow;
  private final MemorySegment rhsScales;
  private final boolean perColumn;
  private final MemorySegment bias;
  private final Requantized out;
  private final float[][] columnScales;
  private final int[][] biases;

  RequantizedProduct(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MemorySegment bias,
      Requantized out) {
    super(lhs, rhs, rhsZeroPoints, perColumn);
    this.lhsScales = lhsScales;
    this.perRow = lhs.perRow();
    this.rhsScales = rhsScales;
    this.perColumn = perColumn;
    this.bias = bias;
    this.out = out;
    this.columnScales = new float[parts()][width()];
    this.biases = new int[parts()][width()];
  }

  @Override
  void prepareColumns(int part, int column, int columns) {
    float[] scales = columnScales[part];
    long at = (long) column * Float.BYTES;
    if (perColumn) {
      MemorySegment.copy(rhsScales, JAVA_FLOAT_UNALIGNED, at, scales, 0, columns);
    } else {
      Arrays.fill(scales, 0, columns, rhsScales.get(JAVA_FLOAT_UNALIGNED, 0));
    }
    if (bias != null) {
      MemorySegment.copy(bias, JAVA_INT_UNALIGNED, at, biases[part], 0, columns);
    }
  }

  @Override
  void finish(int part, int[] sums, int row, int height, int column, int columns) {
    MatrixView matrix = out.matrix();
    int zero = 0;
    if (out.zeroPoint() != null) {
      byte stored = out.zeroPoint().get(JAVA_BYTE, 0);
      zero = out.type() == ElementType.INT8 ? stored : stored & 0xFF;
    }
    for (int r = 0; r < height; r++) {
      long scaleAt = perRow ? (row + r) * (long) Float.BYTES : 0;
      float rowScale = lhsScales.get(JAVA_FLOAT_UNALIGNED, scaleAt);
      quantize(sums, r * width(), columnScales[part], biases[part], rowScale, zero, columns);
      long to = matrix.byteOffset() + (row + r) * matrix.rowStride() + column;
      narrow(sums, r * width(), matrix.segment(), to, columns);
    }
  }

  private void quantize(
      int[] sums, int from, float[] scales, int[] added, float rowScale, int zero, int columns) {
    float outScale = out.scale().get(JAVA_FLOAT_UNALIGNED, 0);
    for (int c = 0; c < columns; c += Lanes.COUNT) {
      FloatVector scale = FloatVector.fromArray(Lanes.F32, scales, c).mul(rowScale).div(outScale);
      IntVector sum = IntVector.fromArray(IntegerLanes.I32, sums, from + c);
      sum = sum.add(IntVector.fromArray(IntegerLanes.I32, added, c));
      FloatVector x =
          ((FloatVector) sum.convertShape(VectorOperators.I2F, Lanes.F32, 0)).mul(scale);
      FloatVector low = FloatVector.broadcast(Lanes.F32, -LIMIT);
      x = low.blend(x, x.compare(VectorOperators.GT, -LIMIT));
      x = x.blend(LIMIT, x.compare(VectorOperators.GT, LIMIT));
      x.add(ROUNDER)
          .reinterpretAsInts()
          .add(zero - ROUNDER_BITS)
          .max(out.least())
          .min(out.greatest())
          .intoArray(sums, from + c);
    }
  }

  private static void narrow(int[] values, int from, MemorySegment to, long at, int count) {
    for (int c = 0; c < count; c++) {
      to.set(JAVA_BYTE, at + c, (byte) values[from + c]);
    }
  }
}
