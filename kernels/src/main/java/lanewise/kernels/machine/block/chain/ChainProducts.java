package lanewise.kernels.machine.block.chain;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.VectorUnit;
import lanewise.kernels.scalar.block.BlockFormat;
import lanewise.natives.machine.MachineCodeRefusedException;

/** Products of many rows of f32 activations with weights in blocks. Thread-safe. */
public final class ChainProducts {
  private final ChainPanel panel;
  private final ChainRoutines routines;

  /**
   * The products for a unit that this CPU has.
   *
   * @param generated who is told of each routine
   */
  public ChainProducts(VectorUnit unit, GeneratedCode generated) {
    this.panel = new ChainPanel(unit);
    this.routines = new ChainRoutines(panel, generated);
  }

  /** Scratch bytes that each worker needs. */
  public long scratchBytesPerWorker(ElementType weights, int m, int k, int n) {
    return m == 0 || k == 0 || n == 0 ? 0 : ChainShape.of(panel, weights, m, k, n).bytes();
  }

  /**
   * The product of checked operands; no size may be 0.
   *
   * @param bytesPerWorker bytes from one worker's scratch to the next one's, a multiple of 64
   */
  public Task multiply(
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long bytesPerWorker)
      throws MachineCodeRefusedException {
    ChainShape shape =
        ChainShape.of(panel, weights.type(), lhs.rows(), weights.columns(), weights.rows());
    FinishKind kind =
        new FinishKind(epilogue.bias() != null, epilogue.activation(), epilogue.residual() != null);
    ChainRoutines.OfTask code = routines.ofTask(weights.type(), lhs.rows(), kind);
    return bind(panel, shape, code, lhs, weights, out, epilogue, scratch, bytesPerWorker);
  }

  static ChainTask bind(
      ChainPanel panel,
      ChainShape shape,
      ChainRoutines.OfTask code,
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long bytesPerWorker) {
    MemorySegment blocks = Arena.ofAuto().allocate(2 * ProductBlock.BYTES, 64);
    for (int i = 0; i < 2; i++) {
      MemorySegment block = blocks.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(block, lhs, Float.BYTES, out, epilogue);
      ProductBlock.set(block, ProductBlock.PANEL_BYTES, (long) panel.columns() * Float.BYTES);
      ProductBlock.set(block, ProductBlock.FINISH, code.finish().code().address());
      int last = shape.n() - (shape.panels() - 1) * panel.columns();
      ProductBlock.setColumns(block, panel.unit(), i == 0 ? panel.columns() : last);
    }
    List<MemorySegment> operands = new ArrayList<>();
    operands.add(lhs.segment());
    operands.add(weights.segment());
    operands.add(out.segment());
    operands.add(scratch);
    operands.add(code.finish().code());
    if (epilogue.bias() != null) {
      operands.add(epilogue.bias());
    }
    if (epilogue.residual() != null) {
      operands.add(epilogue.residual().segment());
    }
    return new ChainTask(
        panel,
        shape,
        code,
        BlockFormat.of(weights.type()),
        weights,
        scratch,
        bytesPerWorker,
        blocks,
        operands.toArray(new MemorySegment[0]));
  }
}
