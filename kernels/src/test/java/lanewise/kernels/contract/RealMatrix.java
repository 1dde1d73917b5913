package lanewise.kernels.contract;

import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;

/**
 * A matrix of any floating-point type at any byte offset, with gaps between its rows; perhaps
 * stored by columns.
 */
final class RealMatrix {
  final ElementType type;
  final int rows;
  final int columns;
  final Buffer buffer;
  private final int stride;
  private final boolean byColumns;

  RealMatrix(ElementType type, int rows, int columns, boolean byColumns, Random random) {
    this.type = type;
    this.rows = rows;
    this.columns = columns;
    this.byColumns = byColumns;
    this.stride = (byColumns ? rows : columns) + random.nextInt(3);
    int count = (byColumns ? columns : rows) * stride;
    this.buffer = Buffer.of(type, Math.max(count, 1), random.nextInt(64));
  }

  /** Normally distributed values. */
  RealMatrix gaussian(Random random) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        buffer.setReal(index(row, column), Normals.next(random));
      }
    }
    return this;
  }

  int index(int row, int column) {
    return byColumns ? column * stride + row : row * stride + column;
  }

  /** All elements, row by row. */
  float[] values() {
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) buffer.real(index(i / columns, i % columns));
    }
    return values;
  }

  MatrixView view() {
    return byColumns
        ? new MatrixView(buffer.segment, 0, rows, columns, 1, stride)
        : new MatrixView(buffer.segment, 0, rows, columns, stride, 1);
  }
}
