package lanewise.kernels.vector;

import lanewise.kernels.Attention.Sizes;
import lanewise.natives.memory.NativeMemory;

/**
 * How a worker's scratch memory is laid out: the head's keys transposed into panels, its values in
 * panels, then the scores of a tile of queries, a tile of their output and the inverses of their
 * sums.
 */
final class AttentionScratch {
  private static final ProductTile NARROW = new Tile2Vectors();

  /** The tile of the product with the keys, and of that with the values. */
  final ProductTile keyTile;

  final ProductTile valueTile;

  final int keyPanels;
  final int valuePanels;

  /** Byte offsets within a worker's scratch. */
  final long valuesAt;

  final long scoresAt;
  final long outAt;

  /** Bytes from one row of scores to the next. */
  final long scoreStride;

  private final long inversesAt;
  private final long bytes;

  AttentionScratch(Sizes sizes) {
    keyTile = tileFor(sizes.keys());
    valueTile = tileFor(sizes.valueSize());
    keyPanels = PanelPacking.panels(sizes.keys(), keyTile.columns());
    valuePanels = PanelPacking.panels(sizes.valueSize(), valueTile.columns());
    scoreStride = Math.multiplyExact((long) keyPanels, (long) keyTile.columns() * Float.BYTES);
    valuesAt = NativeMemory.roundUp(Math.multiplyExact(scoreStride, (long) sizes.headSize()));
    long valueRow =
        Math.multiplyExact((long) valuePanels, (long) valueTile.columns() * Float.BYTES);
    long valueBytes = Math.multiplyExact(valueRow, (long) sizes.keys());
    scoresAt = NativeMemory.roundUp(Math.addExact(valuesAt, valueBytes));
    long scoreBytes = Math.multiplyExact(scoreStride, (long) ProductTile.MAX_ROWS);
    outAt = NativeMemory.roundUp(Math.addExact(scoresAt, scoreBytes));
    long outBytes = (long) ProductTile.MAX_ROWS * valueTile.columns() * Float.BYTES;
    inversesAt = Math.addExact(outAt, outBytes);
    bytes = NativeMemory.roundUp(inversesAt + ProductTile.MAX_ROWS * Float.BYTES);
  }

  /** The widest tile whose panels are not half empty. */
  private static ProductTile tileFor(int columns) {
    return columns <= NARROW.columns() ? NARROW : VectorMatMulF32.TILE;
  }

  /** Where the inverse of a row's sum of weights is. */
  long inverseAt(int row) {
    return inversesAt + (long) row * Float.BYTES;
  }

  long bytes() {
    return bytes;
  }
}
