package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** A small byte product, computed by routines and by plain loops. */
final class TrialInt8 {
  private static final VectorUnit UNIT = VectorUnit.AVX512;

  private final Arena arena;
  private final FinishCode.FinishKind kind;
  private final IntegerSumCode.Kind sums;
  private final int k;
  private final int m;
  private final int n;

  TrialInt8(
      Arena arena, FinishCode.FinishKind kind, IntegerSumCode.Kind sums, int k, int m, int n) {
    this.arena = arena;
    this.kind = kind;
    this.sums = sums;
    this.k = k;
    this.m = m;
    this.n = n;
  }

  void run(Routine product, Routine finish, Routine rowTerms) throws MachineCodeRefusedException {
    run(product, 1, finish, rowTerms);
  }

  /** Runs all rows as tiles of {@code tileRows}; without a finish the bare sums are compared. */
  void run(Routine product, int tileRows, Routine finish, Routine rowTerms)
      throws MachineCodeRefusedException {
    MatrixView matrix = MatrixView.dense(Trials.random(arena, m * k, 1), m, k);
    Lhs lhs = ProductRoutinesInt8.lhs(sums, matrix, Trials.random(arena, m, 7));
    ElementType type = sums.unsignedRhs() ? ElementType.UINT8 : ElementType.INT8;
    MemorySegment memory = arena.allocate(BytePanels.bytes(k, n), 64);
    PackedMatrix rhs = new PackedMatrix("trial", type, k, n, memory);
    BytePanels.packLoop(MatrixView.dense(Trials.random(arena, k * n, 2), k, n), rhs, 0);
    boolean rhsGiven =
        sums.rhsZero() == IntegerSumCode.Zero.ONE || sums.rhsZero() == IntegerSumCode.Zero.MANY;
    MemorySegment rhsZeros = rhsGiven ? Trials.random(arena, n, 8) : null;
    boolean perColumn = sums.scalePerColumn() || sums.rhsZero() == IntegerSumCode.Zero.MANY;
    MemorySegment lhsScales = Trials.random(arena, m, 9);
    MemorySegment rhsScales = Trials.random(arena, n, 10);
    Epilogue epilogue = ProductRoutinesInt8.epilogue(arena, kind, m, n);
    MatrixView expected = MatrixView.dense(arena.allocate(4L * m * n, 64), m, n);
    PanelLoopsInt8 loops =
        new PanelLoopsInt8(
            lhs,
            sums.rescaled() ? lhsScales : null,
            rhs,
            rhsZeros,
            sums.rescaled() ? rhsScales : null,
            perColumn,
            expected,
            epilogue);
    for (int row = 0; row < m; row++) {
      if (finish == null) {
        loops.bareSums(row);
      } else {
        loops.run(row, 0);
      }
    }

    MemorySegment actual = arena.allocate(4L * m * n, 64);
    MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
    ProductBlock.set(block, ProductBlock.LHS, matrix.segment().address());
    ProductBlock.set(block, ProductBlock.LHS_ROW_BYTES, k);
    ProductBlock.set(block, ProductBlock.RHS, memory.address());
    ProductBlock.set(block, ProductBlock.RHS_STEP, (long) BytePanels.vectors(n) * UNIT.bytes());
    ProductBlock.set(block, ProductBlock.OUT, actual.address());
    ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, 4L * n);
    ProductBlock.set(block, ProductBlock.FINISH, finish == null ? 0 : finish.code().address());
    MachineMatMulInt8.setSums(block, lhs, rhs, rhsZeros, lhsScales, rhsScales);
    MachineMatMulInt8.setSteps(block, k);
    ProductBlock.setColumns(block, UNIT, n);
    ProductBlock.set(block, ProductBlock.ROW_TERMS, arena.allocate(4L * m, 64).address());
    if (epilogue.bias() != null) {
      ProductBlock.set(block, ProductBlock.BIAS, epilogue.bias().address());
    }
    if (epilogue.residual() != null) {
      ProductBlock.set(block, ProductBlock.RESIDUAL, epilogue.residual().segment().address());
      ProductBlock.set(block, ProductBlock.RESIDUAL_ROW_BYTES, 4L * n);
    }
    if (rowTerms != null) {
      rowTerms.call(block.address(), 0, m, k, 0, 0);
    }
    product.call(block.address(), 0, m / tileRows, 0, 0, k / BytePanels.STEP_ROWS);
    if (sums.rescaled()) {
      Trials.compare(expected.segment(), actual, m * n, 4e-7f);
      return;
    }
    for (int i = 0; i < m * n; i++) {
      int want = expected.segment().getAtIndex(JAVA_INT, i);
      int got = actual.getAtIndex(JAVA_INT, i);
      if (want != got) {
        throw new MachineCodeRefusedException(
            "a trial gave " + got + " where the reference gives " + want + " (element " + i + ")");
      }
    }
  }
}
