package lanewise.kernels.machine.int4;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.MatMulInt4.Packed;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.ProductShape;
import lanewise.kernels.machine.ProductTask;
import lanewise.natives.machine.Routine;

/**
 * The product of f32 activations with 4-bit weights: a stretch of a panel is widened into the
 * worker's scratch, where the f32 product reads it.
 *
 * @param product the f32 product, whose blocks are copied to scratch and told where the panel is
 * @param wideFull widens whole panels, {@code wideLast} the last one
 * @param stretch elements of k between two turns: all of k, or a multiple of the widest group
 */
record Int4WidenedTask(
    ProductTask product,
    Int4Panels panels,
    Packed weights,
    Routine wideFull,
    Routine wideLast,
    int stretch,
    MemorySegment scratch,
    long scratchBytes)
    implements Task {
  /** Elements of k that are widened in one call: a multiple of the widest group. */
  static final int CALL = 256;

  /** Where the widened weights are in a worker's scratch, behind a copy of the block. */
  static final int PANEL = ProductBlock.BYTES;

  @Override
  public int parts() {
    return product.parts();
  }

  @Override
  public void run(int part, int worker) {
    product.requireOperands();
    long own = Bounds.workerScratch(scratch, scratchBytes, worker);
    ProductShape shape = product.shape();
    int groups = shape.panelGroups();
    int firstRow = part / groups * shape.rowsPerPart();
    int endRow = Math.min(firstRow + shape.rowsPerPart(), shape.m());
    int firstPanel = part % groups * shape.panelsPerPart();
    int endPanel = Math.min(firstPanel + shape.panelsPerPart(), shape.panels());
    for (int panel = firstPanel; panel < endPanel; panel++) {
      panel(panel, firstRow, endRow, own);
    }
    Reference.reachabilityFence(product);
  }

  private void panel(int panel, int firstRow, int endRow, long own) {
    ProductTask.Panel kind = panel < product.shape().fullPanels() ? product.full() : product.last();
    MemorySegment.copy(kind.block(), 0, scratch, own, ProductBlock.BYTES);
    ProductBlock.set(scratch, own, ProductBlock.RHS_PANEL_BYTES, 0);
    long block = scratch.address() + own;
    long rowBytes = (long) panels.vectors(panel) * panels.unit().bytes();
    int k = panels.form().k();
    int firstK = 0;
    do {
      int countK = Math.min(stretch, k - firstK);
      widen(panel, firstK, countK, block + PANEL, rowBytes);
      // The routine goes on from the first row of k, of which scratch has those from firstK on.
      long start = block + PANEL - firstK * rowBytes;
      ProductBlock.set(scratch, own, ProductBlock.RHS, start);
      product.run(kind, block, panel, firstRow, endRow, firstK, countK);
      firstK += countK;
    } while (firstK < k);
  }

  private void widen(int panel, int firstK, int countK, long target, long rowBytes) {
    Routine routine = panel < product.shape().fullPanels() ? wideFull : wideLast;
    for (int done = 0; done < countK; done += CALL) {
      int group = (firstK + done) / panels.form().group();
      long from = weights.segment().address() + panels.groupOffset(panel, group);
      int steps = Math.ceilDiv(Math.min(CALL, countK - done), Int4Panels.STEP);
      routine.call(from, target + done * rowBytes, steps, panels.stepsPerGroup(), 0, 0);
    }
  }
}
