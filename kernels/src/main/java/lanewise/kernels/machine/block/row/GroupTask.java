package lanewise.kernels.machine.block.row;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.BlockMatrix;
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
 * @param weights whose rows are multiplied
 * @param prefetchBytes how far ahead the routines prefetch
 * @param order which parts follow each other
 * @param operands everything whose address the routines get
 */
record GroupTask(
    MemorySegment blocks,
    long last,
    Slice[] slices,
    int rows,
    int lanes,
    int groupsPerPart,
    BlockMatrix weights,
    long prefetchBytes,
    PartOrder order,
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
    if (part < fullParts()) {
      runGroups(part, worker);
    } else {
      runRest();
    }
    Reference.reachabilityFence(this);
  }

  private void runGroups(int part, int worker) {
    int group = part * groupsPerPart;
    int groups = Math.min(groupsPerPart, rows / lanes - group);
    int nextPart = part + 1;
    long unfetched = order.follows(part, worker) ? 0 : prefetchBytes;
    for (int i = 0; i < slices.length; i++) {
      // Whatever comes after this is read again: by the next slice, or because it is the last.
      boolean goesOn = i == slices.length - 1 && nextPart < fullParts();
      long next = address(goesOn ? nextPart * groupsPerPart : group);
      call(slices[i], 0, groups, group * lanes, next, i == 0 ? unfetched : 0);
    }
  }

  private void runRest() {
    int first = rows > lanes ? rows - lanes : 0;
    int end = rows > lanes ? first + 1 : rows;
    for (Slice slice : slices) {
      for (int row = first; row < end; row++) {
        call(slice, last, 1, row, address(0), 0);
      }
    }
  }

  private long address(int group) {
    long first = (long) group * lanes * weights.rowBytes();
    return weights.segment().address() + weights.byteOffset() + first;
  }

  private void call(
      Slice slice, long block, int groups, int firstWeightRow, long next, long unfetched) {
    long at = blocks.address() + block;
    slice.routine.call(at, slice.firstRow, groups, firstWeightRow, next, unfetched);
  }
}
