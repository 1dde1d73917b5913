package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The f32 product in machine code. The right-hand side is packed in panels of as many columns as a
 * tile has, row by row; the last panel is as wide as its vectors.
 */
final class MachineMatMulF32 implements MatMulF32 {
  private final VectorUnit unit;
  private final String layout;
  private final ProductRoutinesF32 routines;

  /** Tries the main routine at once. */
  MachineMatMulF32(VectorUnit unit, ProductRoutinesF32 routines)
      throws MachineCodeRefusedException {
    this.unit = unit;
    this.layout = unit == VectorUnit.AVX512 ? "machine/f32/64" : "machine/f32/16";
    this.routines = routines;
    routines.product(ProductTask.TILE_ROWS, unit.panelVectors());
  }

  private int vectors(int columns) {
    return Math.ceilDiv(columns, unit.lanes());
  }

  @Override
  public long packedBytes(int k, int n) {
    return Math.multiplyExact((long) k * unit.bytes(), (long) vectors(n));
  }

  @Override
  public PackedMatrix packed(int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(layout, ElementType.FLOAT32, k, n, memory);
    ProductOperands.requirePacked(packed, layout, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, layout, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return PackTaskF32.of(unit, routines, rhs, into);
  }

  @Override
  public Task multiply(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, layout, packedBytes(rhs.k(), rhs.n()));
    ProductOperands.requireProduct(lhs, rhs, out, epilogue);
    try {
      return bind(lhs, rhs, out, epilogue);
    } catch (MachineCodeRefusedException e) {
      return new PanelLoopsF32(unit, lhs, rhs, out, epilogue);
    }
  }

  private Task bind(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue)
      throws MachineCodeRefusedException {
    int m = lhs.rows();
    int stepBytes = unit.panelVectors() * unit.bytes();
    boolean mayPass = epilogue.residual() == null;
    ProductShape shape =
        ProductShape.of(m, rhs.n(), rhs.k(), unit.panelColumns(), stepBytes, mayPass);

    List<MemorySegment> operands = new ArrayList<>();
    operands.add(lhs.segment());
    operands.add(rhs.segment());
    operands.add(out.segment());
    long finish = 0;
    FinishCode.FinishKind kind =
        new FinishCode.FinishKind(
            epilogue.bias() != null, epilogue.activation(), epilogue.residual() != null);
    if (!kind.isNothing()) {
      Routine routine = routines.finish(kind);
      operands.add(routine.code());
      finish = routine.code().address();
    }

    // The task keeps the block through its panels.
    MemorySegment block = Arena.ofAuto().allocate(2 * ProductBlock.BYTES, 64);
    for (int i = 0; i < 2; i++) {
      MemorySegment one = block.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(one, lhs, Float.BYTES, out, epilogue);
      ProductBlock.set(one, ProductBlock.RHS, rhs.segment().address());
      ProductBlock.set(one, ProductBlock.RHS_PANEL_BYTES, (long) stepBytes * rhs.k());
      ProductBlock.set(one, ProductBlock.PANEL_BYTES, stepBytes);
      ProductBlock.set(one, ProductBlock.K, rhs.k());
      ProductBlock.set(one, ProductBlock.FINISH, finish);
    }
    if (epilogue.bias() != null) {
      operands.add(epilogue.bias());
    }
    if (epilogue.residual() != null) {
      operands.add(epilogue.residual().segment());
    }
    int rest = m % ProductTask.TILE_ROWS;
    ProductTask.Panel full = null;
    if (shape.fullPanels() > 0) {
      MemorySegment one = block.asSlice(0, ProductBlock.BYTES);
      ProductBlock.set(one, ProductBlock.RHS_STEP, stepBytes);
      ProductBlock.setColumns(one, unit, unit.panelColumns());
      full = panel(one, m, rest, unit.panelVectors());
    }
    ProductTask.Panel last = null;
    if (shape.panels() > shape.fullPanels()) {
      int columns = rhs.n() - shape.fullPanels() * unit.panelColumns();
      MemorySegment one = block.asSlice(ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.set(one, ProductBlock.RHS_STEP, (long) vectors(columns) * unit.bytes());
      ProductBlock.setColumns(one, unit, columns);
      last = panel(one, m, rest, vectors(columns));
    }
    return new ProductTask(shape, full, last, null, operands.toArray(new MemorySegment[0]));
  }

  private ProductTask.Panel panel(MemorySegment block, int m, int rest, int vectors)
      throws MachineCodeRefusedException {
    int six = ProductTask.TILE_ROWS;
    return new ProductTask.Panel(
        block,
        m < six ? null : routines.product(six, vectors),
        rest == 0 ? null : routines.product(rest, vectors));
  }
}
