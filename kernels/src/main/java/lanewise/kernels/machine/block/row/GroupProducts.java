package lanewise.kernels.machine.block.row;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.MachineCodeRefusedException;

/** Binds products of few rows of activations; the operands have been checked. Thread-safe. */
public final class GroupProducts {
  /** Rows of activations that one pass over the weights serves. */
  public static final int MOST_ROWS = 8;

  /** Bytes of weights of a part at most: some tens of microseconds of reading. */
  private static final long MOST_PART_BYTES = 1 << 20;

  /** Parts of a matrix at least, where it has so many groups. */
  private static final int LEAST_PARTS = 32;

  private final VectorUnit unit;
  private final GroupRoutines routines;

  /** The products for a unit that this CPU has; its dot products are used with AVX-512. */
  public GroupProducts(VectorUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.routines = new GroupRoutines(unit, generated);
  }

  /** How many bytes ahead of its use the last row of a group should be prefetched. */
  private static final int PREFETCH_MARGIN = 4 * 1024;

  /** The product with quantized activations. */
  public Task multiply(QuantizedRows lhs, BlockMatrix weights, MatrixView out, Epilogue epilogue)
      throws MachineCodeRefusedException {
    List<GroupTask.Slice> slices = new ArrayList<>();
    for (int row = 0; row < lhs.rows(); row += MOST_ROWS) {
      int rows = Math.min(MOST_ROWS, lhs.rows() - row);
      slices.add(new GroupTask.Slice(routines.product(weights.type(), rows), row));
    }
    MemorySegment finish = finish(epilogue);
    MemorySegment blocks = blocks(unit, lhs, weights, out, epilogue, finish);
    return bind(lhs.segment(), blocks, weights, out, epilogue, slices, finish);
  }

  /**
   * Whether there is a product with f32 activations: of plain types, and with AVX2 only for whole
   * sixteens of columns.
   */
  public boolean multipliesFloats(BlockMatrix weights) {
    return weights.type().isPlain()
        && (unit == VectorUnit.AVX512 || weights.columns() % FloatRowCode.CHAINS == 0);
  }

  /** The product with f32 activations, where {@link #multipliesFloats}. */
  public Task multiply(MatrixView lhs, BlockMatrix weights, MatrixView out, Epilogue epilogue)
      throws MachineCodeRefusedException {
    List<GroupTask.Slice> slices = new ArrayList<>();
    int most = FloatRowCode.mostRows(unit);
    for (int row = 0; row < lhs.rows(); row += most) {
      int rows = Math.min(most, lhs.rows() - row);
      slices.add(new GroupTask.Slice(routines.floatProduct(weights.type(), rows), row));
    }
    MemorySegment finish = finish(epilogue);
    MemorySegment blocks = blocks(unit, lhs, weights, out, epilogue, finish);
    return bind(lhs.segment(), blocks, weights, out, epilogue, slices, finish);
  }

  private MemorySegment finish(Epilogue epilogue) throws MachineCodeRefusedException {
    FinishKind kind =
        new FinishKind(epilogue.bias() != null, epilogue.activation(), epilogue.residual() != null);
    return kind.isNothing() ? MemorySegment.NULL : routines.finish(kind).code();
  }

  private Task bind(
      MemorySegment lhs,
      MemorySegment blocks,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      List<GroupTask.Slice> slices,
      MemorySegment finish) {
    List<MemorySegment> operands = new ArrayList<>();
    operands.add(lhs);
    operands.add(weights.segment());
    operands.add(out.segment());
    operands.add(finish);
    if (epilogue.bias() != null) {
      operands.add(epilogue.bias());
    }
    if (epilogue.residual() != null) {
      operands.add(epilogue.residual().segment());
    }
    int lanes = unit.lanes();
    long groupBytes = groupBytes(unit, weights);
    // Many rows of activations take longer than the reading.
    long most = MOST_PART_BYTES / Math.max(1, out.rows() / 2);
    long partBytes = Math.min(most, groupBytes * weights.rows() / lanes / LEAST_PARTS);
    return new GroupTask(
        blocks,
        ProductBlock.BYTES,
        weights.rows() == 0 ? new GroupTask.Slice[0] : slices.toArray(new GroupTask.Slice[0]),
        weights.rows(),
        lanes,
        // What is prefetched behind a part is the next part's beginning, if that is long enough.
        Math.toIntExact(Math.clamp(partBytes / groupBytes, 2, MOST_PART_BYTES)),
        weights,
        prefetchBytes(unit, weights),
        new PartOrder(),
        operands.toArray(new MemorySegment[0]));
  }

  /** Describes the operands for whole groups, and behind that for the rows that are left over. */
  static MemorySegment blocks(
      VectorUnit unit,
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment finish) {
    long rowBytes = QuantizedRows.rowBytes(lhs.block(), lhs.columns());
    MatrixView bytes = new MatrixView(lhs.segment(), 0, lhs.rows(), 0, rowBytes, 1);
    MemorySegment memory = blocks(unit, bytes, 1, weights, out, epilogue, finish);
    long sumsAt = QuantizedRows.sumsAt(lhs.block(), lhs.columns());
    long blockCount = weights.columns() / weights.type().blockElements();
    for (long at = 0; at < memory.byteSize(); at += ProductBlock.BYTES) {
      ProductBlock.set(memory, at, ProductBlock.LHS_SCALES, QuantizedRows.scalesAt(lhs.columns()));
      ProductBlock.set(memory, at, ProductBlock.ROW_TERMS, sumsAt);
      ProductBlock.set(memory, at, ProductBlock.K, blockCount);
    }
    return memory;
  }

  /** The same with f32 activations; the loop over blocks is not theirs. */
  static MemorySegment blocks(
      VectorUnit unit,
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment finish) {
    MemorySegment memory = blocks(unit, lhs, Float.BYTES, weights, out, epilogue, finish);
    int chains = FloatRowCode.CHAINS;
    for (long at = 0; at < memory.byteSize(); at += ProductBlock.BYTES) {
      ProductBlock.set(memory, at, FloatRowCode.STEPS, weights.columns() / chains);
      long tail = (1L << weights.columns() % chains) - 1;
      ProductBlock.set(memory, at, ProductBlock.ROW_TAIL_MASK, tail);
    }
    return memory;
  }

  private static MemorySegment blocks(
      VectorUnit unit,
      MatrixView lhs,
      int lhsElementBytes,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment finish) {
    MemorySegment memory = Arena.ofAuto().allocate(2 * ProductBlock.BYTES, 64);
    for (int i = 0; i < 2; i++) {
      MemorySegment block = memory.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(block, lhs, lhsElementBytes, out, epilogue);
      ProductBlock.set(block, ProductBlock.FINISH, finish.address());
      setWeights(block, unit, weights, i == 1);
    }
    return memory;
  }

  private static long groupBytes(VectorUnit unit, BlockMatrix weights) {
    return Math.max(1, weights.rowBytes() * unit.lanes());
  }

  /** How far ahead weights are prefetched: a group's last row is wanted when its first one is. */
  private static long prefetchBytes(VectorUnit unit, BlockMatrix weights) {
    return groupBytes(unit, weights) + PREFETCH_MARGIN;
  }

  /** Describes the weights and which lanes are stored. */
  private static void setWeights(
      MemorySegment block, VectorUnit unit, BlockMatrix weights, boolean last) {
    int lanes = unit.lanes();
    boolean single = last && weights.rows() < lanes;
    ProductBlock.set(block, ProductBlock.RHS, weights.segment().address() + weights.byteOffset());
    ProductBlock.set(block, ProductBlock.RHS_STEP, weights.rowBytes());
    ProductBlock.set(block, ProductBlock.RHS_PANEL_BYTES, single ? 0 : weights.rowBytes());
    ProductBlock.set(block, ProductBlock.PANEL_BYTES, Float.BYTES);
    ProductBlock.set(block, GroupFrame.PREFETCH_DISTANCE, prefetchBytes(unit, weights));
    ProductBlock.setColumns(block, unit, single ? 1 : lanes);
    if (last && !single) {
      ProductBlock.setLastLanes(block, unit, weights.rows() % lanes);
    }
  }
}
