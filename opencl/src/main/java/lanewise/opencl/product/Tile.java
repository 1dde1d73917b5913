package lanewise.opencl.product;

import lanewise.opencl.driver.ProgramSource;

/**
 * Sizes of one work-group's share of a product.
 *
 * @param rows outputs of a work-group along m
 * @param columns along n
 * @param depth steps along k that are staged at once
 * @param itemRows outputs of a work-item along m
 * @param itemColumns along n, a multiple of 4
 */
public record Tile(int rows, int columns, int depth, int itemRows, int itemColumns) {
  public Tile {
    if (rows < 1
        || columns < 1
        || depth < 1
        || itemRows < 1
        || itemColumns < 4
        || itemColumns % 4 != 0
        || rows % itemRows != 0
        || columns % itemColumns != 0) {
      throw new IllegalArgumentException(
          "a tile must be whole work-items of whole fours of columns: "
              + rows
              + " × "
              + columns
              + " by "
              + itemRows
              + " × "
              + itemColumns
              + ", "
              + depth
              + " deep");
    }
  }

  /** Work-items of a group. */
  public int groupItems() {
    return rows / itemRows * (columns / itemColumns);
  }

  /** Bytes of local memory that the staged steps take, with elements of so many bytes. */
  public long localBytes(int elementBytes) {
    return (long) depth * (rows + 4 + columns) * elementBytes;
  }

  ProgramSource into(ProgramSource source) {
    return source
        .with("LOCAL_TILES", 1)
        .with("TILE_M", rows)
        .with("TILE_N", columns)
        .with("TILE_K", depth)
        .with("ITEM_M", itemRows)
        .with("ITEM_N", itemColumns)
        .with("COLUMNS", 32);
  }
}
