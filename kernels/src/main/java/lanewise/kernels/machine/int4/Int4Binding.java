package lanewise.kernels.machine.int4;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4.Packed;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.machine.FinishCode;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.ProductRoutinesF32;
import lanewise.kernels.machine.ProductShape;
import lanewise.kernels.machine.ProductTask;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Binds products of quantized activations with 4-bit weights. */
record Int4Binding(Int4Panels panels, Int4Routines routines, ProductRoutinesF32 finishes) {
  /** How many steps of an f32 product a step of 32 k takes. */
  private static final int STEP_COST = 6;

  /** Describes k as steps and blocks, and where a left row has what. */
  static void setSteps(MemorySegment block, Int4Panels panels, int activationBlock) {
    int k = panels.form().k();
    ProductBlock.set(block, ProductBlock.LHS_ROW_BYTES, QuantizedRows.rowBytes(activationBlock, k));
    ProductBlock.set(block, ProductBlock.ACTIVATION_SCALES, QuantizedRows.scalesAt(k));
    ProductBlock.set(block, ProductBlock.ACTIVATION_SUMS, QuantizedRows.sumsAt(activationBlock, k));
    ProductBlock.set(block, ProductBlock.K, panels.steps());
    ProductBlock.set(block, ProductBlock.STEPS_PER_GROUP, panels.stepsPerGroup());
    ProductBlock.set(
        block, ProductBlock.STEPS_PER_ACTIVATION_BLOCK, activationBlock / Int4Panels.STEP);
  }

  ProductTask bind(QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue)
      throws MachineCodeRefusedException {
    int m = lhs.rows();
    int steps = panels.steps();
    int columns = panels.unit().panelColumns();
    ProductShape shape =
        ProductShape.of(
            Int4DotCode.TILE_ROWS, m, panels.form().n(), steps, columns, STEP_COST, steps);
    List<MemorySegment> operands = new ArrayList<>();
    operands.add(lhs.segment());
    operands.add(weights.segment());
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
    MatrixView values = MatrixView.dense(lhs.segment(), m, lhs.columns());
    int panelVectors = panels.unit().panelVectors();
    MemorySegment block = Arena.ofAuto().allocate(2 * ProductBlock.BYTES, 64);
    for (int i = 0; i < 2; i++) {
      MemorySegment one = block.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(one, values, 1, out, epilogue);
      setSteps(one, panels, lhs.block());
      ProductBlock.set(one, ProductBlock.RHS, weights.segment().address());
      ProductBlock.set(one, ProductBlock.RHS_PANEL_BYTES, panels.panelBytes(panelVectors));
      ProductBlock.set(one, ProductBlock.PANEL_BYTES, (long) panelVectors * panels.unit().bytes());
      ProductBlock.set(one, ProductBlock.FINISH, finish);
    }
    ProductTask.Panel full =
        shape.fullPanels() == 0 ? null : panel(block.asSlice(0, ProductBlock.BYTES), m, 0);
    ProductTask.Panel last =
        shape.panels() == shape.fullPanels()
            ? null
            : panel(block.asSlice(ProductBlock.BYTES, ProductBlock.BYTES), m, shape.fullPanels());
    return new ProductTask(shape, full, last, null, operands.toArray(new MemorySegment[0]));
  }

  private ProductTask.Panel panel(MemorySegment block, int m, int panel)
      throws MachineCodeRefusedException {
    ProductBlock.setColumns(block, panels.unit(), panels.columns(panel));
    int vectors = panels.vectors(panel);
    int rest = m % Int4DotCode.TILE_ROWS;
    return new ProductTask.Panel(
        block,
        m < Int4DotCode.TILE_ROWS
            ? null
            : routines.product(panels.form(), Int4DotCode.TILE_ROWS, vectors),
        rest == 0 ? null : routines.product(panels.form(), rest, vectors));
  }
}
