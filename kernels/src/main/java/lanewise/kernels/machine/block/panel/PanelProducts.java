package lanewise.kernels.machine.block.panel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.MachineCodeRefusedException;

/** Products of many rows of quantized activations with weights in blocks. Thread-safe. */
public final class PanelProducts {
  private final VectorUnit unit;
  private final PanelRoutines routines;

  /**
   * The products for a unit that this CPU has.
   *
   * @param dotProducts whether the CPU multiplies and adds bytes in one instruction; without that
   *     the narrower unit serves
   * @param generated who is told of each routine
   */
  public PanelProducts(VectorUnit unit, boolean dotProducts, GeneratedCode generated) {
    this.unit = dotProducts ? unit : VectorUnit.AVX2;
    this.routines = new PanelRoutines(this.unit, generated);
  }

  /** Scratch bytes that each worker needs. */
  public long scratchBytesPerWorker(ElementType weights, int m, int k, int n) {
    if (!MatMulBlocks.takesQuantizedRows(weights) || m == 0 || k == 0 || n == 0) {
      return 0;
    }
    PanelScheme scheme = PanelScheme.of(weights, unit);
    return PanelScratch.of(scheme, PanelShape.of(scheme, m, k, n)).bytes();
  }

  /**
   * The product of checked operands; no size may be 0.
   *
   * @param bytesPerWorker bytes from one worker's scratch to the next one's, a multiple of 64
   */
  public Task multiply(
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long bytesPerWorker)
      throws MachineCodeRefusedException {
    PanelScheme scheme = PanelScheme.of(weights.type(), unit);
    PanelShape shape = PanelShape.of(scheme, lhs.rows(), weights.columns(), weights.rows());
    FinishKind kind =
        new FinishKind(epilogue.bias() != null, epilogue.activation(), epilogue.residual() != null);
    PanelRoutines.OfTask code = routines.ofTask(scheme, shape, kind);
    return bind(scheme, shape, code, lhs, weights, out, epilogue, scratch, bytesPerWorker);
  }

  static PanelTask bind(
      PanelScheme scheme,
      PanelShape shape,
      PanelRoutines.OfTask code,
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long bytesPerWorker) {
    PanelScratch layout = PanelScratch.of(scheme, shape);
    MemorySegment blocks = Arena.ofAuto().allocate(2 * ProductBlock.BYTES, 64);
    int columns = lhs.columns();
    long rowBytes = QuantizedRows.rowBytes(lhs.block(), columns);
    MatrixView values = new MatrixView(lhs.segment(), 0, lhs.rows(), columns, rowBytes, 1);
    for (int i = 0; i < 2; i++) {
      MemorySegment block = blocks.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(block, values, 1, out, epilogue);
      ProductBlock.set(block, ProductBlock.PANEL_BYTES, scheme.itemBytes());
      ProductBlock.set(block, ProductBlock.FINISH, code.finish().code().address());
      ProductBlock.set(block, ProductBlock.K, shape.blocks());
      ProductBlock.set(block, PanelBlock.SCALES_AT, QuantizedRows.scalesAt(columns));
      ProductBlock.set(block, PanelBlock.SUMS_AT, QuantizedRows.sumsAt(lhs.block(), columns));
      ProductBlock.set(block, PanelBlock.TABLE_ROW_BYTES, layout.tableRowBytes());
      int whole = scheme.columns();
      int last = shape.n() - (shape.panels() - 1) * whole;
      ProductBlock.setColumns(block, scheme.unit(), i == 0 ? whole : last);
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
    MemorySegment[] all = operands.toArray(new MemorySegment[0]);
    return new PanelTask(
        scheme, shape, layout, code, lhs, weights, scratch, bytesPerWorker, blocks, all);
  }
}
