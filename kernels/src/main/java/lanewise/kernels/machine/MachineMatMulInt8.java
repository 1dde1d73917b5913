package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.IntegerProductOperands;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The byte product by AVX512-VNNI, exact; {@link BytePanels} is how it is packed. */
final class MachineMatMulInt8 implements MatMulInt8 {
  private static final VectorUnit UNIT = VectorUnit.AVX512;
  private static final String LAYOUT = "machine/int8/64";

  private final ProductRoutinesInt8 routines;

  /** Tries the main routine at once. */
  MachineMatMulInt8(GeneratedCode generated) throws MachineCodeRefusedException {
    this.routines = new ProductRoutinesInt8(generated);
    routines.product(false, ProductTask.TILE_ROWS, UNIT.panelVectors());
  }

  @Override
  public long packedBytes(int k, int n) {
    return BytePanels.bytes(k, n);
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    IntegerProductOperands.requireInt8("rhs", type);
    PackedMatrix packed = new PackedMatrix(LAYOUT, type, k, n, memory);
    ProductOperands.requirePacked(packed, LAYOUT, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, LAYOUT, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return PackTaskInt8.of(routines, rhs, into);
  }

  @Override
  public Task multiply(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), Epilogue.NONE);
    return bind(lhs, null, rhs, rhsZeroPoints, null, perColumn, out, Epilogue.NONE);
  }

  @Override
  public Task multiplyRescaled(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MatrixView out,
      Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), epilogue);
    return bind(lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, perColumn, out, epilogue);
  }

  @Override
  public Task multiplyRequantized(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MemorySegment bias,
      Requantized out) {
    ProductOperands.requirePacked(rhs, LAYOUT, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    IntegerProductOperands.requireRequantized(lhs.matrix().rows(), rhs.n(), bias, out);
    return new PanelLoopsInt8(
        lhs,
        lhsScales,
        rhs,
        rhsZeroPoints,
        rhsScales,
        perColumn,
        null,
        null,
        new PanelLoopsInt8.Requantization(bias, out));
  }

  private Task bind(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MatrixView out,
      Epilogue epilogue) {
    try {
      IntegerSumCode.Kind sums = kind(lhs, rhs, rhsZeroPoints, perColumn, lhsScales != null);
      return bind(lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, out, epilogue, sums);
    } catch (MachineCodeRefusedException e) {
      return new PanelLoopsInt8(
          lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, perColumn, out, epilogue, null);
    }
  }

  private static IntegerSumCode.Kind kind(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeros, boolean perColumn, boolean rescaled) {
    boolean signedLhs = lhs.type() == ElementType.INT8;
    boolean unsignedRhs = rhs.type() == ElementType.UINT8;
    return new IntegerSumCode.Kind(
        signedLhs,
        zero(lhs.zeroPoints(), lhs.perRow(), signedLhs),
        unsignedRhs,
        zero(rhsZeros, perColumn, unsignedRhs),
        rescaled,
        rescaled && lhs.perRow(),
        rescaled && perColumn);
  }

  private static IntegerSumCode.Zero zero(MemorySegment given, boolean many, boolean moved) {
    if (given == null) {
      return moved ? IntegerSumCode.Zero.MOVED : IntegerSumCode.Zero.NONE;
    }
    return many ? IntegerSumCode.Zero.MANY : IntegerSumCode.Zero.ONE;
  }

  private Task bind(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      MatrixView out,
      Epilogue epilogue,
      IntegerSumCode.Kind sums)
      throws MachineCodeRefusedException {
    int m = lhs.matrix().rows();
    int k = rhs.k();
    int n = rhs.n();
    int stepBytes = UNIT.panelVectors() * UNIT.bytes();
    int steps = k / BytePanels.STEP_ROWS;
    ProductShape shape =
        ProductShape.of(m, n, steps, UNIT.panelColumns(), stepBytes, epilogue.residual() == null);
    FinishCode.FinishKind finishKind =
        new FinishCode.FinishKind(
            epilogue.bias() != null, epilogue.activation(), epilogue.residual() != null);
    Routine finish = routines.finish(finishKind, sums);
    ProductTask.RowTerms rowTerms = null;
    if (sums.rhsZero() != IntegerSumCode.Zero.NONE) {
      Routine routine = routines.rowTerms(sums.signedLhs(), sums.lhsZero());
      rowTerms = new ProductTask.RowTerms(routine, k);
      shape = shape.withPanels(4);
    }

    MemorySegment memory =
        Arena.ofAuto().allocate(2 * ProductBlock.BYTES + (rowTerms == null ? 0 : 4L * m), 64);
    for (int i = 0; i < 2; i++) {
      MemorySegment block = memory.asSlice((long) i * ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.setMatrices(block, lhs.matrix(), 1, out, epilogue);
      ProductBlock.set(block, ProductBlock.RHS, rhs.segment().address());
      ProductBlock.set(block, ProductBlock.RHS_PANEL_BYTES, BytePanels.panelOffset(k, 1));
      ProductBlock.set(block, ProductBlock.PANEL_BYTES, stepBytes);
      ProductBlock.set(block, ProductBlock.FINISH, finish.code().address());
      ProductBlock.set(block, ProductBlock.ROW_TERMS, memory.address() + 2 * ProductBlock.BYTES);
      setSteps(block, k);
      setSums(block, lhs, rhs, rhsZeroPoints, lhsScales, rhsScales);
    }
    int rest = m % ProductTask.TILE_ROWS;
    ProductTask.Panel full = null;
    if (shape.fullPanels() > 0) {
      MemorySegment block = memory.asSlice(0, ProductBlock.BYTES);
      ProductBlock.set(block, ProductBlock.RHS_STEP, stepBytes);
      ProductBlock.setColumns(block, UNIT, UNIT.panelColumns());
      full = panel(block, m, rest, UNIT.panelVectors(), sums.signedLhs());
    }
    ProductTask.Panel last = null;
    if (shape.panels() > shape.fullPanels()) {
      int columns = n - shape.fullPanels() * UNIT.panelColumns();
      int vectors = BytePanels.vectors(columns);
      MemorySegment block = memory.asSlice(ProductBlock.BYTES, ProductBlock.BYTES);
      ProductBlock.set(block, ProductBlock.RHS_STEP, (long) vectors * UNIT.bytes());
      ProductBlock.setColumns(block, UNIT, columns);
      last = panel(block, m, rest, vectors, sums.signedLhs());
    }
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
    MemorySegment[] all = operands.toArray(new MemorySegment[0]);
    return new ProductTask(shape, full, last, rowTerms, all);
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
  static void setSums(
      MemorySegment block,
      Lhs lhs,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment lhsScales,
      MemorySegment rhsScales) {
    long sums = rhs.segment().address() + BytePanels.sumsOffset(rhs.k(), rhs.n());
    ProductBlock.set(block, ProductBlock.COLUMN_SUMS, sums);
    ProductBlock.set(block, ProductBlock.LHS_ZERO, address(lhs.zeroPoints()));
    ProductBlock.set(block, ProductBlock.RHS_ZERO, address(rhsZeroPoints));
    ProductBlock.set(block, ProductBlock.LHS_SCALES, address(lhsScales));
    ProductBlock.set(block, ProductBlock.RHS_SCALES, address(rhsScales));
  }

  private static long address(MemorySegment segment) {
    return segment == null ? 0 : segment.address();
  }

  private ProductTask.Panel panel(MemorySegment block, int m, int rest, int vectors, boolean signed)
      throws MachineCodeRefusedException {
    int six = ProductTask.TILE_ROWS;
    return new ProductTask.Panel(
        block,
        m < six ? null : routines.product(signed, six, vectors),
        rest == 0 ? null : routines.product(signed, rest, vectors));
  }
}
