package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * Binds products over packed panels whose sums are f32.
 *
 * @param vectorStepBytes bytes of a panel's step for each of its vectors
 * @param steps whole steps of k
 * @param tail elements of k behind the last whole step
 * @param lhsElementBytes bytes of an element of the left-hand side
 * @param tiles multiplies tiles
 * @param finishes finishes them
 */
public record FloatProduct(
    VectorUnit unit,
    int vectorStepBytes,
    int steps,
    int tail,
    int lhsElementBytes,
    Tiles tiles,
    ProductRoutinesF32 finishes) {

  /** The routines that multiply tiles of so many rows and vectors. */
  public interface Tiles {
    Routine product(int rows, int vectors) throws MachineCodeRefusedException;
  }

  /** The product as a task. */
  public ProductTask bind(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue)
      throws MachineCodeRefusedException {
    int m = lhs.rows();
    int stepBytes = unit.panelVectors() * vectorStepBytes;
    boolean mayPass = epilogue.residual() == null;
    ProductShape shape =
        ProductShape.of(m, rhs.n(), steps, unit.panelColumns(), stepBytes, mayPass);

    List<MemorySegment> operands = new ArrayList<>();
    operands.add(lhs.segment());
    operands.add(rhs.segment());
    operands.add(out.segment());
    long finish = 0;
    FinishCode.FinishKind kind =
        new FinishCode.FinishKind(
            epilogue.bias() != null, epilogue.activation(), epilogue.residual() != null);
    if (!kind.isNothing()) {
      Routine routine = finishes.finish(kind);
      operands.add(routine.code());
      finish = routine.code().address();
    }
    if (epilogue.bias() != null) {
      operands.add(epilogue.bias());
    }
    if (epilogue.residual() != null) {
      operands.add(epilogue.residual().segment());
    }

    // The task keeps the block through its panels.
    MemorySegment block = Arena.ofAuto().allocate(2 * ProductBlock.BYTES, 64);
    for (int i = 0; i < 2; i++) {
      MemorySegment one = block.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(one, lhs, lhsElementBytes, out, epilogue);
      ProductBlock.set(one, ProductBlock.RHS, rhs.segment().address());
      ProductBlock.set(one, ProductBlock.RHS_PANEL_BYTES, panelBytes(stepBytes));
      ProductBlock.set(one, ProductBlock.PANEL_BYTES, (long) unit.panelVectors() * unit.bytes());
      ProductBlock.set(one, ProductBlock.K, steps);
      ProductBlock.set(one, ProductBlock.K_TAIL_MASK, tail);
      ProductBlock.set(one, ProductBlock.FINISH, finish);
    }
    int rest = m % ProductTask.TILE_ROWS;
    ProductTask.Panel full = null;
    if (shape.fullPanels() > 0) {
      MemorySegment one = block.asSlice(0, ProductBlock.BYTES);
      full = panel(one, m, rest, unit.panelColumns());
    }
    ProductTask.Panel last = null;
    if (shape.panels() > shape.fullPanels()) {
      MemorySegment one = block.asSlice(ProductBlock.BYTES, ProductBlock.BYTES);
      last = panel(one, m, rest, rhs.n() - shape.fullPanels() * unit.panelColumns());
    }
    return new ProductTask(shape, full, last, null, operands.toArray(new MemorySegment[0]));
  }

  private long panelBytes(int stepBytes) {
    return (steps + (tail == 0 ? 0L : 1L)) * stepBytes;
  }

  private ProductTask.Panel panel(MemorySegment block, int m, int rest, int columns)
      throws MachineCodeRefusedException {
    int vectors = Math.ceilDiv(columns, unit.lanes());
    ProductBlock.set(block, ProductBlock.RHS_STEP, (long) vectors * vectorStepBytes);
    ProductBlock.setColumns(block, unit, columns);
    int six = ProductTask.TILE_ROWS;
    return new ProductTask.Panel(
        block,
        m < six ? null : tiles.product(six, vectors),
        rest == 0 ? null : tiles.product(rest, vectors));
  }
}
