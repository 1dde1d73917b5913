package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatMulInt8.Requantized;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.machine.IntegerSumCode.Result;
import lanewise.kernels.machine.IntegerSumCode.Zero;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The operands of a byte product, which this binds to its routines.
 *
 * @param lhsScales null for i32 results
 * @param out of the results' type
 * @param epilogue for bytes a bias of i32 alone
 * @param requantized what turns sums into bytes, null for i32 and f32 results
 */
record ByteProduct(
    Lhs lhs,
    MemorySegment lhsScales,
    PackedMatrix rhs,
    MemorySegment rhsZeroPoints,
    MemorySegment rhsScales,
    boolean perColumn,
    MatrixView out,
    Epilogue epilogue,
    Requantized requantized) {
  /** Columns of which a part sums its rows once. */
  private static final int COLUMNS_PER_ROW_SUM = 256;

  Task bind(ProductRoutinesInt8 routines) {
    BytePanels panels = new BytePanels(routines.unit().vectors());
    try {
      return task(routines, panels);
    } catch (MachineCodeRefusedException e) {
      return new PanelLoopsInt8(
          panels,
          lhs,
          lhsScales,
          rhs,
          rhsZeroPoints,
          rhsScales,
          perColumn,
          out,
          epilogue,
          requantized);
    }
  }

  private IntegerSumCode.Kind kind() {
    boolean signedLhs = lhs.type() == ElementType.INT8;
    boolean unsignedRhs = rhs.type() == ElementType.UINT8;
    return new IntegerSumCode.Kind(
        signedLhs,
        zero(lhs.zeroPoints(), lhs.perRow(), signedLhs),
        unsignedRhs,
        zero(rhsZeroPoints, perColumn, unsignedRhs),
        result(),
        lhsScales != null && lhs.perRow(),
        lhsScales != null && perColumn);
  }

  private Result result() {
    if (requantized == null) {
      return lhsScales == null ? Result.I32 : Result.F32;
    }
    if (requantized.zeroPoint() == null) {
      return Result.BYTES;
    }
    return requantized.type() == ElementType.INT8
        ? Result.BYTES_FROM_SIGNED_ZERO
        : Result.BYTES_FROM_UNSIGNED_ZERO;
  }

  private static Zero zero(MemorySegment given, boolean many, boolean moved) {
    if (given == null) {
      return moved ? Zero.MOVED : Zero.NONE;
    }
    return many ? Zero.MANY : Zero.ONE;
  }

  private Task task(ProductRoutinesInt8 routines, BytePanels panels)
      throws MachineCodeRefusedException {
    VectorUnit unit = panels.unit();
    IntegerSumCode.Kind sums = kind();
    int m = lhs.matrix().rows();
    int k = rhs.k();
    int n = rhs.n();
    int stepBytes = unit.panelVectors() * unit.bytes();
    boolean mayPass = epilogue.residual() == null && requantized == null;
    int steps = k / BytePanels.STEP_ROWS;
    ProductShape shape = ProductShape.of(m, n, steps, unit.panelColumns(), stepBytes, mayPass);
    FinishCode.FinishKind finishKind =
        new FinishCode.FinishKind(
            epilogue.bias() != null, epilogue.activation(), epilogue.residual() != null);
    Routine finish = routines.finish(finishKind, sums);
    ProductTask.RowTerms rowTerms = null;
    if (sums.rhsZero() != Zero.NONE) {
      Routine routine = routines.rowTerms(sums.signedLhs(), sums.lhsZero());
      rowTerms = new ProductTask.RowTerms(routine, k);
      shape = shape.withPanels(COLUMNS_PER_ROW_SUM / unit.panelColumns());
    }

    MemorySegment memory =
        Arena.ofAuto().allocate(2 * ProductBlock.BYTES + (rowTerms == null ? 0 : 4L * m), 64);
    for (int i = 0; i < 2; i++) {
      MemorySegment block = memory.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(block, lhs.matrix(), 1, out, epilogue);
      ProductBlock.set(block, ProductBlock.RHS, rhs.segment().address());
      ProductBlock.set(block, ProductBlock.RHS_PANEL_BYTES, panels.panelOffset(k, 1));
      ProductBlock.set(block, ProductBlock.PANEL_BYTES, stepBytes);
      ProductBlock.set(block, ProductBlock.FINISH, finish.code().address());
      ProductBlock.set(block, ProductBlock.ROW_TERMS, memory.address() + 2 * ProductBlock.BYTES);
      setSteps(block, k);
      setSums(block, panels);
      if (requantized != null) {
        setRequantized(block);
      }
    }
    int rest = m % ProductTask.TILE_ROWS;
    ProductTask.Panel full = null;
    if (shape.fullPanels() > 0) {
      MemorySegment block = memory.asSlice(0, ProductBlock.BYTES);
      ProductBlock.set(block, ProductBlock.RHS_STEP, stepBytes);
      ProductBlock.setColumns(block, unit, unit.panelColumns());
      full = panel(routines, block, m, rest, unit.panelVectors());
    }
    ProductTask.Panel last = null;
    if (shape.panels() > shape.fullPanels()) {
      int columns = n - shape.fullPanels() * unit.panelColumns();
      int vectors = panels.vectors(columns);
      MemorySegment block = memory.asSlice(ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.set(block, ProductBlock.RHS_STEP, (long) vectors * unit.bytes());
      ProductBlock.setColumns(block, unit, columns);
      last = panel(routines, block, m, rest, vectors);
    }
    return new ProductTask(shape, full, last, rowTerms, operands(memory, finish));
  }

  /** Everything whose address the routines get. */
  private MemorySegment[] operands(MemorySegment memory, Routine finish) {
    List<MemorySegment> operands = new ArrayList<>();
    operands.add(lhs.matrix().segment());
    operands.add(rhs.segment());
    operands.add(out.segment());
    operands.add(memory);
    operands.add(finish.code());
    add(operands, lhs.zeroPoints());
    add(operands, rhsZeroPoints);
    add(operands, lhsScales);
    add(operands, rhsScales);
    add(operands, epilogue.bias());
    add(operands, epilogue.residual() == null ? null : epilogue.residual().segment());
    if (requantized != null) {
      add(operands, requantized.scale());
      add(operands, requantized.zeroPoint());
    }
    return operands.toArray(new MemorySegment[0]);
  }

  private static void add(List<MemorySegment> operands, MemorySegment operand) {
    if (operand != null) {
      operands.add(operand);
    }
  }

  /** Describes k bytes of a row as steps and tails. */
  static void setSteps(MemorySegment block, int k) {
    ProductBlock.set(block, ProductBlock.K, k / BytePanels.STEP_ROWS);
    ProductBlock.set(block, ProductBlock.K_TAIL_MASK, (1L << k % BytePanels.STEP_ROWS) - 1);
    ProductBlock.set(block, ProductBlock.ROW_TAIL_MASK, (1L << k % 64) - 1);
  }

  /** Describes what corrects and rescales the sums. */
  private void setSums(MemorySegment block, BytePanels panels) {
    long sums = rhs.segment().address() + panels.sumsOffset(rhs.k(), rhs.n());
    ProductBlock.set(block, ProductBlock.COLUMN_SUMS, sums);
    ProductBlock.set(block, ProductBlock.LHS_ZERO, address(lhs.zeroPoints()));
    ProductBlock.set(block, ProductBlock.RHS_ZERO, address(rhsZeroPoints));
    ProductBlock.set(block, ProductBlock.LHS_SCALES, address(lhsScales));
    ProductBlock.set(block, ProductBlock.RHS_SCALES, address(rhsScales));
  }

  private void setRequantized(MemorySegment block) {
    ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, out.rowStride());
    ProductBlock.set(block, ProductBlock.OUT_SCALE, requantized.scale().address());
    ProductBlock.set(block, ProductBlock.OUT_ZERO, address(requantized.zeroPoint()));
    ProductBlock.setRange(block, requantized.least(), requantized.greatest());
  }

  private static long address(MemorySegment segment) {
    return segment == null ? 0 : segment.address();
  }

  private ProductTask.Panel panel(
      ProductRoutinesInt8 routines, MemorySegment block, int m, int rest, int vectors)
      throws MachineCodeRefusedException {
    boolean signed = lhs.type() == ElementType.INT8;
    int six = ProductTask.TILE_ROWS;
    return new ProductTask.Panel(
        block,
        m < six ? null : routines.product(signed, six, vectors),
        rest == 0 ? null : routines.product(signed, rest, vectors));
  }
}
