package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;

/** A matrix of f32 at any byte offset, with gaps between its rows and guard bytes around it. */
final class FloatMatrix {
  private static final float GAP = -77.25f;

  final int rows;
  final int columns;
  final Buffer buffer;
  private final int rowStride;

  private FloatMatrix(int rows, int columns, int gap, int byteOffset) {
    this.rows = rows;
    this.columns = columns;
    this.rowStride = columns + gap;
    this.buffer = Buffer.of(ElementType.FLOAT32, Math.max(rows * rowStride, 1), byteOffset);
    for (int i = 0; i < buffer.count; i++) {
      buffer.setReal(i, GAP);
    }
  }

  /** A matrix of sentinels. */
  static FloatMatrix of(int rows, int columns, int gap, int byteOffset) {
    return new FloatMatrix(rows, columns, gap, byteOffset);
  }

  /** A matrix of normally distributed values. */
  static FloatMatrix random(int rows, int columns, int gap, int byteOffset, Random random) {
    FloatMatrix matrix = new FloatMatrix(rows, columns, gap, byteOffset);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        matrix.set(row, column, (float) Normals.next(random));
      }
    }
    return matrix;
  }

  float get(int row, int column) {
    return (float) buffer.real(row * rowStride + column);
  }

  void set(int row, int column, float value) {
    buffer.setReal(row * rowStride + column, value);
  }

  /** All elements, row after row, without the gaps. */
  float[] values() {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = get(i / columns, i % columns);
    }
    return values;
  }

  MatrixView view() {
    return new MatrixView(buffer.segment, 0, rows, columns, rowStride, 1);
  }

  /** A matrix with the same values and gaps. */
  FloatMatrix copy() {
    FloatMatrix copy = new FloatMatrix(rows, columns, rowStride - columns, 0);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        copy.set(row, column, get(row, column));
      }
    }
    return copy;
  }

  /** That nothing outside the matrix was written. */
  void assertOnlyElementsWritten(String what) {
    buffer.assertGuardsIntact(what);
    for (int row = 0; row < rows; row++) {
      for (int i = row * rowStride + columns; i < (row + 1) * rowStride; i++) {
        assertEquals(GAP, (float) buffer.real(i), what + ": the gap after row " + row);
      }
    }
  }
}
