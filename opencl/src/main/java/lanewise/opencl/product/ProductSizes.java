package lanewise.opencl.product;

import lanewise.opencl.driver.DeviceInfo;
import lanewise.opencl.driver.ProgramSource;

/**
 * How a device goes through a product: with tiles in local memory, or, where local memory is no
 * quicker than the rest, a column for each work-item.
 *
 * @param large the tile of large products, or null for none
 * @param small the tile of products that have too few large ones to keep the device busy
 * @param itemRows rows of a work-item without tiles
 * @param busyGroups so many work-groups keep the device busy
 */
public record ProductSizes(Tile large, Tile small, int itemRows, int busyGroups) {
  /** Columns of a work-group without tiles. */
  static final int COLUMNS = 32;

  /** Up to so many rows a product is staged instead of tiled. */
  static final int FEW_ROWS = 8;

  /** Sizes that do well on most devices of this kind. */
  public static ProductSizes defaults(DeviceInfo info) {
    if (!info.gpu()) {
      return new ProductSizes(null, null, 4, info.computeUnits());
    }
    Tile large = new Tile(128, 128, 16, 8, 8);
    Tile small = new Tile(64, 64, 16, 4, 4);
    boolean fits =
        large.groupItems() <= info.largestGroup()
            && large.localBytes(2 * Float.BYTES) <= info.localMemoryBytes();
    return new ProductSizes(fits ? large : small, small, 4, info.computeUnits());
  }

  /** With another large tile. */
  public ProductSizes withLarge(Tile tile) {
    return new ProductSizes(tile, small, itemRows, busyGroups);
  }

  /** What is to be run for an m × n product. */
  Way way(ProgramSource source, int m, int n) {
    if (large == null) {
      int rows = m == 1 ? 1 : itemRows;
      return new Way(
          source.with("ITEM_M", rows).with("COLUMNS", COLUMNS),
          "product_columns",
          new long[] {n, parts(m, rows)},
          new long[] {COLUMNS, 1});
    }
    if (m <= FEW_ROWS) {
      return new Way(
          small.into(source), "product_staged", new long[] {n, m}, new long[] {32, FEW_ROWS});
    }
    long groups = parts(m, large.rows()) * parts(n, large.columns());
    Tile tile = groups < busyGroups ? small : large;
    int groupX = tile.columns() / tile.itemColumns();
    int groupY = tile.rows() / tile.itemRows();
    return new Way(
        tile.into(source),
        "product_tile",
        new long[] {parts(n, tile.columns()) * groupX, parts(m, tile.rows()) * groupY},
        new long[] {groupX, groupY});
  }

  private static long parts(long whole, long part) {
    return (whole + part - 1) / part;
  }

  /**
   * A kernel and its range.
   *
   * @param source the program with all its macros
   * @param items work-items along n and m
   */
  record Way(ProgramSource source, String kernel, long[] items, long[] group) {}
}
