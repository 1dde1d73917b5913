package lanewise.kernels.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.natives.memory.NativeMemory;

/**
 * A matrix product cut into parts: each is a block of rows times a group of panels, and walks its
 * panels one by one, so that a panel stays in the second-level cache while the rows pass by.
 *
 * <p>Tiles are accumulated in the output itself, except where a tile is wider than what is left of
 * the output or where the output still holds the residual: these tiles have memory of their own.
 */
final class PanelProduct implements Task {
  private final ProductTile tile;
  private final MatrixView lhs;
  private final PackedMatrix rhs;
  private final TileFinish finish;
  private final MemorySegment out;
  private final MemorySegment staging;
  private final long tileBytes;
  private final boolean allStaged;
  private final ProductParts parts;

  PanelProduct(
      ProductTile tile, MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    this.tile = tile;
    this.lhs = lhs;
    this.rhs = rhs;
    this.out = out.segment();
    this.finish = new TileFinish(out, epilogue);
    this.parts = ProductParts.of(lhs.rows(), rhs.k(), rhs.n(), tile.columns());
    MatrixView residual = epilogue.residual();
    this.allStaged =
        residual != null && out.segment().asOverlappingSlice(residual.segment()).isPresent();
    this.tileBytes = (long) ProductTile.MAX_ROWS * tile.columns() * Float.BYTES;
    boolean ragged = rhs.n() % tile.columns() != 0;
    int stagedParts =
        allStaged ? parts.parts() : ragged ? Math.min(parts.parts(), parts.rowBlocks()) : 0;
    this.staging = NativeMemory.allocate(Arena.ofAuto(), stagedParts * tileBytes);
  }

  @Override
  public int parts() {
    return parts.parts();
  }

  @Override
  public void run(int part, int worker) {
    // ragged tiles lie in the last group alone, whose parts differ in their row block
    long stagingAt = (allStaged ? part : parts.rowBlock(part)) * tileBytes;
    for (int panel = parts.firstPanel(part); panel < parts.endPanel(part); panel++) {
      multiplyPanel(parts.firstRow(part), parts.endRow(part), panel, stagingAt);
    }
  }

  /** All tiles of a block of rows, of nearly equal heights, over one panel. */
  private void multiplyPanel(int firstRow, int endRow, int panel, long stagingAt) {
    int k = rhs.k();
    int width = tile.columns();
    int column = panel * width;
    boolean staged = allStaged || rhs.n() - column < width;
    MemorySegment c = staged ? staging : out;
    long cStride = staged ? (long) width * Float.BYTES : finish.outStride();
    long aStride = lhs.rowStride() * Float.BYTES;
    long panelAt = (long) panel * k * width * Float.BYTES;
    int rows = endRow - firstRow;
    int tiles = (rows + ProductTile.MAX_ROWS - 1) / ProductTile.MAX_ROWS;
    int row = firstRow;
    for (int t = 0; t < tiles; t++) {
      int height = rows / tiles + (t < rows % tiles ? 1 : 0);
      long aAt = lhs.byteOffset() + row * aStride;
      long cAt = staged ? stagingAt : finish.outAt(row, column);
      tile.multiply(
          height, lhs.segment(), aAt, aStride, rhs.segment(), panelAt, k, c, cAt, cStride);
      finish.finish(c, cAt, cStride, staged, row, column, height, width);
      row += height;
    }
  }
}
