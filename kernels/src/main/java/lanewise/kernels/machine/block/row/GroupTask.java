package lanewise.kernels.machine.block.row;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.Task;
import lanewise.natives.machine.Routine;

/**
 * A product of few rows of activations, cut along the rows of weights into parts of whole groups.
 * The rows that are left over are the last lanes of a group that begins earlier; where there are
 * fewer than a group, each is a group whose other lanes go nowhere.
 *
 * @param blocks two blocks of native memory: for whole groups, and for what is left
 * @param last where the second block is
 * @param slices what multiplies some rows of activations, one after another
 * @param rows rows of weights
 * @param lanes rows of a group
 * @param groupsPerPart whole groups that make a part
 * @param operands everything whose address the routines get
 */
record GroupTask(
    MemorySegment blocks,
    long last,
    Slice[] slices,
    int rows,
    int lanes,
    int groupsPerPart,
    MemorySegment[] operands)
    implements Task {

  /** Rows of activations from {@code firstRow} on. */
  record Slice(Routine routine, int firstRow) {}

  @Override
  public int parts() {
    if (slices.length == 0) {
      return 0;
    }
    return fullParts() + (rows % lanes == 0 ? 0 : 1);
  }

  private int fullParts() {
    return Math.ceilDiv(rows / lanes, groupsPerPart);
  }

  @Override
  public void run(int part, int worker) {
    for (MemorySegment operand : operands) {
      if (!operand.scope().isAlive()) {
        throw new IllegalStateException("an operand of this product has been freed");
      }
    }
    for (Slice slice : slices) {
      if (part < fullParts()) {
        int group = part * groupsPerPart;
        int groups = Math.min(groupsPerPart, rows / lanes - group);
        call(slice, 0, groups, group * lanes);
      } else if (rows > lanes) {
        call(slice, last, 1, rows - lanes);
      } else {
        for (int row = 0; row < rows; row++) {
          call(slice, last, 1, row);
        }
      }
    }
    Reference.reachabilityFence(this);
  }

  private void call(Slice slice, long block, int groups, int firstWeightRow) {
    long at = blocks.address() + block;
    slice.routine.call(at, slice.firstRow, groups, firstWeightRow, 0, 0);
  }
}
