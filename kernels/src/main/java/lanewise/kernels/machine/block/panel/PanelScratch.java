package lanewise.kernels.machine.block.panel;

/**
 * Where things lie in a worker's scratch, each at a multiple of 64 bytes behind the {@link
 * PanelBlock}.
 *
 * @param sums the f32 sums that rest between runs
 * @param table numbers for each row and block of a run
 * @param staging rows of an incomplete vector of columns
 */
record PanelScratch(
    long panel, long sums, long table, long tableRowBytes, long staging, long bytes) {
  static PanelScratch of(PanelScheme scheme, PanelShape shape) {
    long panel = PanelBlock.BYTES;
    long sums = panel + (long) shape.blocksPerRun() * scheme.blockBytes();
    long rows = shape.rowsPerPart();
    long resting = shape.hasRuns() ? rows * shape.panelsPerPart() * scheme.itemBytes() : 0;
    long table = sums + resting;
    long tableRowBytes =
        scheme.hasTable() ? aligned((long) shape.blocksPerRun() * scheme.tableBlockBytes()) : 0;
    long staging = table + rows * tableRowBytes;
    int lanes = scheme.unit().lanes();
    long run = (long) shape.blocksPerRun() * scheme.type().blockBytes();
    long bytes = staging + (shape.n() % lanes == 0 ? 0 : aligned(lanes * run));
    return new PanelScratch(panel, sums, table, tableRowBytes, staging, bytes);
  }

  private static long aligned(long bytes) {
    return bytes + 63 & -64;
  }
}
