package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.natives.memory.NativeMemory;

/**
 * An 8-bit product cut into parts: each is a block of rows times a group of panels. As many rows as
 * a tile has are widened once for all panels of the group; their sums are corrected for the zero
 * points in scratch of the part's own, and handed on.
 */
abstract class Int8Product implements Task {
  /** Multiply-adds of a part: enough to outweigh handing it out, few enough to balance. */
  private static final double MIN_PART = 0.25e6;

  private static final double MAX_PART = 4e6;
  private static final int PARTS_WANTED = 16;
  private static final int MAX_PANELS = 8;

  private final MatrixView lhs;
  private final int lhsFlip;
  private final MemorySegment lhsZeroPoints;
  private final boolean perRow;
  private final PackedMatrix rhs;
  private final Int8Layout layout;
  private final int rhsFlip;
  private final MemorySegment rhsZeroPoints;
  private final boolean perColumn;
  private final int pairs;
  private final int rowBlocks;
  private final int panelsPerPart;
  private final Scratch[] scratches;

  /** What a part works in: the widened rows, their terms, the columns' zero points, the sums. */
  private record Scratch(int[] rows, int[] zeros, int[] rowTerms, int[] columnZeros, int[] sums) {}

  Int8Product(Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn) {
    this.lhs = lhs.matrix();
    this.lhsFlip = Int8Layout.flip(lhs.type());
    this.lhsZeroPoints = lhs.zeroPoints();
    this.perRow = lhs.perRow();
    this.rhs = rhs;
    this.layout = new Int8Layout(rhs.k(), rhs.n());
    this.rhsFlip = Int8Layout.flip(rhs.type());
    this.rhsZeroPoints = rhsZeroPoints;
    this.perColumn = perColumn;
    this.pairs = rhs.k() / 2 + rhs.k() % 2;

    int m = this.lhs.rows();
    int panels = layout.panels();
    double panelWork = (double) Math.max(m, 1) * Math.max(rhs.k(), 1) * Int8Tile.COLUMNS;
    double wanted = Math.clamp(panelWork * panels / PARTS_WANTED, MIN_PART, MAX_PART);
    int mostBlocks = Math.max(1, m / (4 * Int8Tile.MAX_ROWS));
    this.rowBlocks = Math.clamp(Math.round(panelWork / wanted), 1, mostBlocks);
    this.panelsPerPart =
        Math.clamp(
            Math.round(wanted * rowBlocks / panelWork), 1, Math.clamp(panels, 1, MAX_PANELS));
    int groups = panels / panelsPerPart + (panels % panelsPerPart == 0 ? 0 : 1);
    this.scratches = new Scratch[m == 0 ? 0 : Math.multiplyExact(groups, rowBlocks)];
    int width = width();
    for (int part = 0; part < scratches.length; part++) {
      scratches[part] =
          new Scratch(
              new int[Math.multiplyExact(Int8Tile.MAX_ROWS, pairs)],
              new int[Int8Tile.MAX_ROWS],
              new int[Int8Tile.MAX_ROWS],
              new int[width],
              new int[Int8Tile.MAX_ROWS * width]);
    }
  }

  /** Columns of a part, the last part's too, though it may not need them all. */
  final int width() {
    return panelsPerPart * Int8Tile.COLUMNS;
  }

  @Override
  public final int parts() {
    return scratches.length;
  }

  @Override
  public final void run(int part, int worker) {
    Scratch scratch = scratches[part];
    int rowBlock = part % rowBlocks;
    int firstPanel = part / rowBlocks * panelsPerPart;
    int panels = Math.min(layout.panels() - firstPanel, panelsPerPart);
    int column = firstPanel * Int8Tile.COLUMNS;
    int columns = Math.min(rhs.n() - column, panels * Int8Tile.COLUMNS);
    readColumnZeros(scratch.columnZeros(), column, columns);
    prepareColumns(part, column, columns);
    int endRow = blockStart(rowBlock + 1);
    for (int row = blockStart(rowBlock); row < endRow; row += Int8Tile.MAX_ROWS) {
      int height = Math.min(Int8Tile.MAX_ROWS, endRow - row);
      widen(scratch, row, height);
      for (int panel = 0; panel < panels; panel++) {
        Int8Tile.multiply(
            height,
            scratch.rows(),
            rhs.segment(),
            (firstPanel + panel) * layout.panelBytes(),
            pairs,
            scratch.sums(),
            panel * Int8Tile.COLUMNS,
            width());
      }
      for (int r = 0; r < height; r++) {
        correct(scratch, r, column, panels * Int8Tile.COLUMNS);
      }
      finish(part, scratch.sums(), row, height, column, columns);
    }
  }

  /** Blocks start at whole tiles, so that one tile of the product at most is not full. */
  private int blockStart(int rowBlock) {
    long tiles = (lhs.rows() + Int8Tile.MAX_ROWS - 1L) / Int8Tile.MAX_ROWS;
    return (int) Math.min(lhs.rows(), tiles * rowBlock / rowBlocks * Int8Tile.MAX_ROWS);
  }

  /** The zero points of a part's columns as unsigned bytes. */
  private void readColumnZeros(int[] zeros, int column, int columns) {
    for (int c = 0; c < columns; c++) {
      zeros[c] =
          rhsZeroPoints == null
              ? rhsFlip
              : (rhsZeroPoints.get(JAVA_BYTE, perColumn ? column + c : 0) ^ rhsFlip) & 0xFF;
    }
  }

  private void widen(Scratch scratch, int row, int height) {
    for (int r = 0; r < height; r++) {
      int zero = lhsFlip;
      if (lhsZeroPoints != null) {
        zero = (lhsZeroPoints.get(JAVA_BYTE, perRow ? row + r : 0) ^ lhsFlip) & 0xFF;
      }
      long at = lhs.byteOffset() + (row + r) * lhs.rowStride();
      int sum = PairedRow.widen(lhs.segment(), at, rhs.k(), lhsFlip, scratch.rows(), r * pairs);
      scratch.zeros()[r] = zero;
      scratch.rowTerms()[r] = sum - rhs.k() * zero;
    }
  }

  /** Takes from each sum what the zero points add: a0 · Σb + b0 · (Σa - k · a0). */
  private void correct(Scratch scratch, int r, int column, int width) {
    int zero = scratch.zeros()[r];
    int rowTerm = scratch.rowTerms()[r];
    int[] sums = scratch.sums();
    int[] columnZeros = scratch.columnZeros();
    int at = r * width();
    long sumsAt = layout.sumsAt() + (long) column * Integer.BYTES;
    for (int c = 0; c < width; c += Lanes.COUNT) {
      IntVector columnSums =
          IntVector.fromMemorySegment(
              IntegerLanes.I32, rhs.segment(), sumsAt + (long) c * Integer.BYTES, LITTLE_ENDIAN);
      IntVector left = columnSums.mul(zero);
      IntVector right = IntVector.fromArray(IntegerLanes.I32, columnZeros, c).mul(rowTerm);
      IntVector.fromArray(IntegerLanes.I32, sums, at + c)
          .sub(left)
          .sub(right)
          .intoArray(sums, at + c);
    }
  }

  /** Reads what a part's columns need, before its rows. */
  void prepareColumns(int part, int column, int columns) {}

  /** Hands on rows of exact sums, which are {@link #width} apart. */
  abstract void finish(int part, int[] sums, int row, int height, int column, int columns);

  /** A product whose sums are the output. */
  static final class Sums extends Int8Product {
    private final MatrixView out;

    Sums(
        Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out) {
      super(lhs, rhs, rhsZeroPoints, perColumn);
      this.out = out;
    }

    @Override
    void finish(int part, int[] sums, int row, int height, int column, int columns) {
      for (int r = 0; r < height; r++) {
        long to = out.byteOffset() + ((row + r) * out.rowStride() + column) * Integer.BYTES;
        MemorySegment.copy(sums, r * width(), out.segment(), JAVA_INT_UNALIGNED, to, columns);
      }
    }
  }

  /** A product whose sums are scaled to f32 and finished like an f32 product. */
  static final class Rescaled extends Int8Product {
    private final MemorySegment lhsScales;
    private final boolean perRow;
    private final MemorySegment rhsScales;
    private final boolean perColumn;
    private final TileFinish finish;
    private final float[][] columnScales;

    /** Scaled sums of each part, one after the other. */
    private final MemorySegment strips;

    private final long stripBytes;

    Rescaled(
        Lhs lhs,
        MemorySegment lhsScales,
        PackedMatrix rhs,
        MemorySegment rhsZeroPoints,
        MemorySegment rhsScales,
        boolean perColumn,
        TileFinish finish) {
      super(lhs, rhs, rhsZeroPoints, perColumn);
      this.lhsScales = lhsScales;
      this.perRow = lhs.perRow();
      this.rhsScales = rhsScales;
      this.perColumn = perColumn;
      this.finish = finish;
      this.columnScales = new float[parts()][width()];
      this.stripBytes = (long) Int8Tile.MAX_ROWS * width() * Float.BYTES;
      this.strips = NativeMemory.allocate(Arena.ofAuto(), parts() * stripBytes);
    }

    @Override
    void prepareColumns(int part, int column, int columns) {
      float[] scales = columnScales[part];
      if (perColumn) {
        long at = (long) column * Float.BYTES;
        MemorySegment.copy(rhsScales, JAVA_FLOAT_UNALIGNED, at, scales, 0, columns);
      } else {
        java.util.Arrays.fill(scales, 0, columns, rhsScales.get(JAVA_FLOAT_UNALIGNED, 0));
      }
    }

    @Override
    void finish(int part, int[] sums, int row, int height, int column, int columns) {
      long at = part * stripBytes;
      long stride = (long) width() * Float.BYTES;
      for (int r = 0; r < height; r++) {
        long scaleAt = perRow ? (row + r) * (long) Float.BYTES : 0;
        float rowScale = lhsScales.get(JAVA_FLOAT_UNALIGNED, scaleAt);
        scale(sums, r * width(), columnScales[part], rowScale, columns, at + r * stride);
      }
      finish.finish(strips, at, stride, true, row, column, height, columns);
    }

    private void scale(int[] sums, int from, float[] scales, float rowScale, int columns, long at) {
      for (int c = 0; c < columns; c += Lanes.COUNT) {
        FloatVector scale = FloatVector.fromArray(Lanes.F32, scales, c).mul(rowScale);
        IntVector sum = IntVector.fromArray(IntegerLanes.I32, sums, from + c);
        ((FloatVector) sum.convertShape(VectorOperators.I2F, Lanes.F32, 0))
            .mul(scale)
            .intoMemorySegment(strips, at + (long) c * Float.BYTES, LITTLE_ENDIAN);
      }
    }
  }
}
