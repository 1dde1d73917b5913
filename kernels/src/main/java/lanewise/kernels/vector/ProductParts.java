package lanewise.kernels.vector;

/**
 * How a product is cut into parts: blocks of rows times groups of panels.
 *
 * @param panels panels of the right-hand side
 * @param parts all parts
 */
record ProductParts(int m, int panels, int rowBlocks, int panelsPerPart, int parts) {
  /** Multiply-adds of a part: enough to outweigh handing it out, few enough to balance. */
  private static final double MIN_PART = 0.4e6;

  private static final double MAX_PART = 6e6;

  /** Into how many parts a middling product is cut at least, so that threads finish together. */
  private static final int PARTS_WANTED = 16;

  static ProductParts of(int m, int k, int n, int width) {
    int panels = PanelPacking.panels(n, width);
    double panelWork = (double) Math.max(m, 1) * Math.max(k, 1) * width;
    double wanted = Math.clamp(panelWork * panels / PARTS_WANTED, MIN_PART, MAX_PART);
    int mostBlocks = Math.max(1, m / (4 * ProductTile.MAX_ROWS));
    int rowBlocks = Math.clamp(Math.round(panelWork / wanted), 1, mostBlocks);
    int panelsPerPart =
        Math.clamp(Math.round(wanted * rowBlocks / panelWork), 1, Math.max(panels, 1));
    int groups = panels / panelsPerPart + (panels % panelsPerPart == 0 ? 0 : 1);
    int parts = m == 0 ? 0 : Math.multiplyExact(groups, rowBlocks);
    return new ProductParts(m, panels, rowBlocks, panelsPerPart, parts);
  }

  int rowBlock(int part) {
    return part % rowBlocks;
  }

  int firstRow(int part) {
    return (int) ((long) m * rowBlock(part) / rowBlocks);
  }

  int endRow(int part) {
    return (int) ((long) m * (rowBlock(part) + 1) / rowBlocks);
  }

  int firstPanel(int part) {
    return part / rowBlocks * panelsPerPart;
  }

  int endPanel(int part) {
    return Math.min(panels, firstPanel(part) + panelsPerPart);
  }
}
