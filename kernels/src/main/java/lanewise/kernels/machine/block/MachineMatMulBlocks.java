package lanewise.kernels.machine.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.BlockOperands;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.VectorUnit;
import lanewise.kernels.machine.block.chain.ChainProducts;
import lanewise.kernels.machine.block.panel.PanelProducts;
import lanewise.kernels.machine.block.row.GroupProducts;
import lanewise.kernels.machine.block.row.QuantizeRoutines;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * The products with blocks in machine code: few rows of activations are bound by reading the
 * weights, many by multiplying; what has no machine code comes from the tier below.
 */
public final class MachineMatMulBlocks implements MatMulBlocks {
  private final MatMulBlocks below;
  private final QuantizeRoutines quantization;
  private final GroupProducts few;
  private final PanelProducts panels;
  private final ChainProducts chains;

  /**
   * The products for a unit that this CPU has.
   *
   * @param dotProducts whether the CPU multiplies and adds bytes in one instruction
   * @param generated who is told of each routine
   * @param below serves what is refused
   */
  public MachineMatMulBlocks(
      VectorUnit unit, boolean dotProducts, GeneratedCode generated, MatMulBlocks below) {
    this.below = below;
    this.quantization = new QuantizeRoutines(generated);
    this.few = new GroupProducts(dotProducts ? unit : VectorUnit.AVX2, generated);
    this.panels = new PanelProducts(unit, dotProducts, generated);
    this.chains = new ChainProducts(unit, generated);
  }

  @Override
  public Task quantize(MatrixView in, QuantizedRows out) {
    BlockOperands.requireQuantize(in, out);
    try {
      return quantization.quantize(in, out);
    } catch (MachineCodeRefusedException e) {
      // RoutineCache has logged why; the tier below serves.
      return below.quantize(in, out);
    }
  }

  @Override
  public long scratchBytesPerWorker(ElementType weights, int m, int k, int n) {
    long bytes = below.scratchBytesPerWorker(weights, m, k, n);
    long own =
        Math.max(
            panels.scratchBytesPerWorker(weights, m, k, n),
            chains.scratchBytesPerWorker(weights, m, k, n));
    return Math.max(bytes, own);
  }

  @Override
  public Task multiply(
      QuantizedRows lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    int m = lhs.rows();
    int k = weights.columns();
    int n = weights.rows();
    if (m == 0 || k == 0 || n == 0) {
      return below.multiply(lhs, weights, out, epilogue, scratch);
    }
    long bytes = scratchBytesPerWorker(weights.type(), m, k, n);
    Bounds.requireScratch(scratch, bytes);
    try {
      if (m <= GroupProducts.MOST_ROWS) {
        return few.multiply(lhs, weights, out, epilogue);
      }
      return panels.multiply(lhs, weights, out, epilogue, scratch, bytes);
    } catch (MachineCodeRefusedException e) {
      // RoutineCache has logged why; the tier below serves.
      return below.multiply(lhs, weights, out, epilogue, scratch);
    }
  }

  @Override
  public Task multiply(
      MatrixView lhs,
      BlockMatrix weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    BlockOperands.requireProduct(lhs, weights, out, epilogue);
    int m = lhs.rows();
    int k = weights.columns();
    int n = weights.rows();
    if (m == 0 || k == 0 || n == 0) {
      return below.multiply(lhs, weights, out, epilogue, scratch);
    }
    long bytes = scratchBytesPerWorker(weights.type(), m, k, n);
    Bounds.requireScratch(scratch, bytes);
    try {
      if (m <= GroupProducts.MOST_ROWS && few.multipliesFloats(weights)) {
        return few.multiply(lhs, weights, out, epilogue);
      }
      return chains.multiply(lhs, weights, out, epilogue, scratch, bytes);
    } catch (MachineCodeRefusedException e) {
      // RoutineCache has logged why; the tier below serves.
      return below.multiply(lhs, weights, out, epilogue, scratch);
    }
  }
}
