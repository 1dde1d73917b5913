package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.Activation;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines of the byte product, each tried on a small case before it is used. Thread-safe. */
final class ProductRoutinesInt8 {
  /** Covers one turn of the unrolled loop, one step after it, and an incomplete step. */
  private static final int TRIAL_K = 14;

  private static final long PRODUCT = 1000;
  private static final long FINISH = 2000;
  private static final long PACK = 3000;
  private static final long ROW_TERMS = 4000;

  private static final VectorUnit UNIT = VectorUnit.AVX512;

  private final RoutineCache cache = new RoutineCache();

  /** Multiplies tiles of this many rows and vectors. */
  Routine product(boolean signed, int rows, int vectors) throws MachineCodeRefusedException {
    ProductCode.Elements elements =
        signed ? ProductCode.Elements.S8 : ProductCode.Elements.U8;
    return cache.get(
        PRODUCT + (signed ? 100 : 0) + 10L * rows + vectors,
        "the byte product",
        () -> ProductCode.write(UNIT, elements, rows, vectors),
        routine -> {
          // The plain sums: both zero points as if they were 0 after the move.
          try (Arena arena = Arena.ofConfined()) {
            IntegerSumCode.Kind sums = plainSums(signed);
            trial(arena, routine, null, null, 2 * rows, rows, vectors * UNIT.lanes() - 3, sums);
          }
        });
  }

  private static IntegerSumCode.Kind plainSums(boolean signed) {
    return new IntegerSumCode.Kind(
        signed, IntegerSumCode.Zero.NONE, false, IntegerSumCode.Zero.NONE, false, false, false);
  }

  /** Finishes a tile of sums. */
  Routine finish(FinishKind kind, IntegerSumCode.Kind sums) throws MachineCodeRefusedException {
    Routine product = product(sums.signedLhs(), 1, 1);
    Routine rowTerms =
        sums.rhsZero() == IntegerSumCode.Zero.NONE
            ? null
            : rowTerms(sums.signedLhs(), sums.lhsZero());
    return cache.get(
        FINISH + 10_000L * sums.number() + kind.number(),
        "the end of the byte product",
        () -> FinishCode.write(UNIT, kind, sums),
        routine -> {
          try (Arena arena = Arena.ofConfined()) {
            new TrialInt8(arena, kind, sums, TRIAL_K, 2, UNIT.lanes() - 3)
                .run(product, routine, rowTerms);
          }
        });
  }

  /** Sums rows and takes their zero points off; its trial is that of the finish it serves. */
  Routine rowTerms(boolean signed, IntegerSumCode.Zero zero) throws MachineCodeRefusedException {
    return cache.get(
        ROW_TERMS + (signed ? 10 : 0) + zero.ordinal(),
        "the sums of byte rows",
        () -> RowTermCode.write(signed, zero),
        routine -> {});
  }

  /** Packs rows of this many vectors. */
  Routine pack(boolean unsigned, int vectors) throws MachineCodeRefusedException {
    return cache.get(
        PACK + (unsigned ? 10 : 0) + vectors,
        "the packing of bytes",
        () -> PackCodeInt8.write(unsigned, vectors),
        routine -> tryPack(routine, unsigned, vectors));
  }

  private static void trial(
      Arena arena,
      Routine product,
      Routine finish,
      Routine rowTerms,
      int m,
      int tileRows,
      int columns,
      IntegerSumCode.Kind sums)
      throws MachineCodeRefusedException {
    FinishKind nothing = new FinishKind(false, Activation.NONE, false);
    new TrialInt8(arena, nothing, sums, TRIAL_K, m, columns)
        .run(product, tileRows, finish, rowTerms);
  }

  private static void tryPack(Routine routine, boolean unsigned, int vectors)
      throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      int k = 6;
      int columns = vectors * UNIT.lanes() - 3;
      ElementType type = unsigned ? ElementType.UINT8 : ElementType.INT8;
      MemorySegment source = Trials.random(arena, k * columns, 3);
      MatrixView rhs = MatrixView.dense(source, k, columns);
      long bytes = BytePanels.bytes(k, columns);
      PackedMatrix expected =
          new PackedMatrix("trial", type, k, columns, arena.allocate(bytes, 64));
      BytePanels.packLoop(rhs, expected, 0);
      MemorySegment actual = arena.allocate(bytes, 64);
      long sums = actual.address() + BytePanels.sumsOffset(k, columns);
      long mask = -1L >>> 64 - columns;
      routine.call(source.address(), columns, actual.address(), k, mask, sums);
      for (long i = 0; i < bytes; i++) {
        // Columns past the end may hold anything.
        if (BytePanels.isColumn(k, columns, i)
            && expected.segment().get(JAVA_BYTE, i) != actual.get(JAVA_BYTE, i)) {
          throw new MachineCodeRefusedException("a trial of packing differs at byte " + i);
        }
      }
    }
  }

  /** A finish without bias, activation and residual. */
  static Epilogue epilogue(Arena arena, FinishKind kind, int m, int n) {
    return new Epilogue(
        kind.bias() ? Trials.random(arena, n, 5) : null,
        kind.activation(),
        kind.residual() ? MatrixView.dense(Trials.random(arena, m * n, 6), m, n) : null);
  }

  /** A left-hand side with its type's zero points. */
  static Lhs lhs(IntegerSumCode.Kind sums, MatrixView matrix, MemorySegment zeros) {
    ElementType type = sums.signedLhs() ? ElementType.INT8 : ElementType.UINT8;
    boolean given =
        sums.lhsZero() == IntegerSumCode.Zero.ONE || sums.lhsZero() == IntegerSumCode.Zero.MANY;
    boolean perRow = sums.lhsZero() == IntegerSumCode.Zero.MANY || sums.scalePerRow();
    return new Lhs(type, matrix, given ? zeros : null, perRow);
  }
}
