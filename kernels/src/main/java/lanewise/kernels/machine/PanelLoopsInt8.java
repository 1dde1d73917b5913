package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatMulInt8.Requantized;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;

/**
 * The byte product over packed panels in plain Java: what serves where a routine was refused after
 * its panels were packed.
 *
 * @param lhsScales null for i32 results
 * @param requantized null for i32 and f32 results; else the epilogue is a bias of i32 alone
 */
record PanelLoopsInt8(
    BytePanels panels,
    Lhs lhs,
    MemorySegment lhsScales,
    PackedMatrix rhs,
    MemorySegment rhsZeroPoints,
    MemorySegment rhsScales,
    boolean perColumn,
    MatrixView out,
    Epilogue epilogue,
    Requantized requantized)
    implements Task {

  @Override
  public String tier() {
    return "scalar";
  }

  @Override
  public int parts() {
    return rhs.n() == 0 ? 0 : lhs.matrix().rows();
  }

  @Override
  public void run(int row, int worker) {
    int lhsZero = 0;
    if (lhs.zeroPoints() != null) {
      lhsZero = value(lhs.type(), lhs.zeroPoints(), lhs.perRow() ? row : 0);
    }
    for (int column = 0; column < rhs.n(); column++) {
      int rhsZero = 0;
      if (rhsZeroPoints != null) {
        rhsZero = value(rhs.type(), rhsZeroPoints, perColumn ? column : 0);
      }
      int rhsMove = rhs.type() == ElementType.UINT8 ? 128 : 0;
      int sum = sum(row, column, lhsZero, rhsZero - rhsMove);
      if (requantized != null) {
        quantize(row, column, sum);
      } else if (lhsScales == null) {
        out.segment().set(JAVA_INT_UNALIGNED, at(out, row, column), sum);
      } else {
        store(row, column, sum);
      }
    }
  }

  private int sum(int row, int column, int lhsZero, int rhsZero) {
    MatrixView matrix = lhs.matrix();
    int sum = 0;
    for (int p = 0; p < rhs.k(); p++) {
      long from = matrix.byteOffset() + row * matrix.rowStride() + p;
      int left = value(lhs.type(), matrix.segment(), from) - lhsZero;
      int right = rhs.segment().get(JAVA_BYTE, panels.at(rhs.k(), rhs.n(), p, column));
      sum += left * (right - rhsZero);
    }
    return sum;
  }

  private void store(int row, int column, int sum) {
    float scale = get(lhsScales, lhs.perRow() ? row : 0) * get(rhsScales, perColumn ? column : 0);
    float x = sum * scale;
    if (epilogue.bias() != null) {
      x += get(epilogue.bias(), column);
    }
    x = ReferenceActivation.apply(epilogue.activation(), x);
    if (epilogue.residual() != null) {
      MatrixView residual = epilogue.residual();
      x += residual.segment().get(JAVA_FLOAT_UNALIGNED, at(residual, row, column));
    }
    out.segment().set(JAVA_FLOAT_UNALIGNED, at(out, row, column), x);
  }

  private void quantize(int row, int column, int sum) {
    Requantized to = requantized;
    MemorySegment bias = epilogue.bias();
    float scales = get(lhsScales, lhs.perRow() ? row : 0) * get(rhsScales, perColumn ? column : 0);
    int added = bias == null ? 0 : bias.get(JAVA_INT_UNALIGNED, 4L * column);
    float x = (sum + added) * (scales / get(to.scale(), 0));
    int zero = to.zeroPoint() == null ? 0 : value(to.type(), to.zeroPoint(), 0);
    double moved = Math.rint(x) + zero;
    int result = moved > to.least() ? (int) Math.min(moved, to.greatest()) : to.least();
    MatrixView matrix = to.matrix();
    long at = matrix.byteOffset() + row * matrix.rowStride() + column;
    matrix.segment().set(JAVA_BYTE, at, (byte) result);
  }

  private static int value(ElementType type, MemorySegment segment, long at) {
    byte value = segment.get(JAVA_BYTE, at);
    return type == ElementType.INT8 ? value : value & 0xff;
  }

  private static float get(MemorySegment segment, long index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
  }

  private static long at(MatrixView matrix, long row, long column) {
    return matrix.byteOffset() + (row * matrix.rowStride() + column) * 4;
  }
}
