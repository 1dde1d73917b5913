package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines of the f32 product, each tried on a small case before it is used. Thread-safe. */
final class ProductRoutinesF32 {
  /** Covers one turn of the unrolled loop and one step after it. */
  private static final int TRIAL_K = 3;

  private final VectorUnit unit;
  private final RoutineCache cache = new RoutineCache();

  // Keys of the cache: a family and what tells its members apart.
  private static final long PRODUCT = 1000;
  private static final long FINISH = 2000;
  private static final long PACK_ROWS = 3000;
  private static final long PACK_COLUMNS = 4000;

  ProductRoutinesF32(VectorUnit unit) {
    this.unit = unit;
  }

  /** Multiplies tiles of this many rows and vectors. */
  Routine product(int rows, int vectors) throws MachineCodeRefusedException {
    return cache.get(
        PRODUCT + 10L * rows + vectors,
        "the f32 product",
        () -> ProductCode.write(unit, ProductCode.Elements.F32, rows, vectors),
        routine -> tryProduct(routine, rows, vectors));
  }

  /** Finishes a tile of sums. */
  Routine finish(FinishCode.FinishKind kind) throws MachineCodeRefusedException {
    Routine product = product(1, 1);
    return cache.get(
        FINISH + kind.number(),
        "the end of the f32 product",
        () -> FinishCode.write(unit, kind),
        routine -> tryFinish(product, routine, kind));
  }

  /** Packs rows of this many vectors. */
  Routine packRows(int vectors) throws MachineCodeRefusedException {
    return cache.get(
        PACK_ROWS + vectors,
        "the packing of f32 rows",
        () -> PackCodeF32.rows(unit, vectors),
        routine -> tryPack(routine, vectors, TRIAL_K, false));
  }

  /** Packs one vector's columns of a transposed source. */
  Routine packColumns() throws MachineCodeRefusedException {
    return cache.get(
        PACK_COLUMNS,
        "the packing of f32 columns",
        () -> PackCodeF32.columns(unit),
        routine -> {
          tryPack(routine, 1, TRIAL_K, true);
          tryPack(routine, 1, 16 + TRIAL_K, true);
        });
  }

  private void tryProduct(Routine routine, int rows, int vectors)
      throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      int columns = vectors * unit.lanes() - 3;
      trial(arena, routine, null, 2, rows, columns, Epilogue.NONE, 0);
    }
  }

  private void tryFinish(Routine product, Routine finish, FinishCode.FinishKind kind)
      throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      int columns = unit.lanes() - 3;
      MemorySegment bias = kind.bias() ? random(arena, columns, 5) : null;
      MatrixView residual =
          kind.residual() ? MatrixView.dense(random(arena, columns, 6), 1, columns) : null;
      Epilogue epilogue = new Epilogue(bias, kind.activation(), residual);
      float bound = kind.activation() == lanewise.kernels.Activation.NONE ? 0 : 4e-7f;
      trial(arena, product, finish, 1, 1, columns, epilogue, bound);
    }
  }

  /** Computes {@code tiles · rows × columns} in both ways; {@code bound} is relative to 1 + |x|. */
  private void trial(
      Arena arena,
      Routine product,
      Routine finish,
      int tiles,
      int rows,
      int columns,
      Epilogue epilogue,
      float bound)
      throws MachineCodeRefusedException {
    int m = tiles * rows;
    int width = Math.ceilDiv(columns, unit.lanes()) * unit.lanes();
    MatrixView lhs = MatrixView.dense(random(arena, m * TRIAL_K, 1), m, TRIAL_K);
    MemorySegment packedMemory = random(arena, width * TRIAL_K, 2);
    PackedMatrix rhs =
        new PackedMatrix("trial", ElementType.FLOAT32, TRIAL_K, columns, packedMemory);
    MatrixView expected = MatrixView.dense(arena.allocate(4L * m * columns, 64), m, columns);
    PanelLoopsF32 loops = new PanelLoopsF32(unit, lhs, rhs, expected, epilogue);
    for (int row = 0; row < m; row++) {
      loops.run(row, 0);
    }

    MemorySegment actual = arena.allocate(4L * m * columns, 64);
    MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
    ProductBlock.set(block, ProductBlock.LHS, lhs.segment().address());
    ProductBlock.set(block, ProductBlock.LHS_ROW_BYTES, 4L * TRIAL_K);
    ProductBlock.set(block, ProductBlock.RHS, packedMemory.address());
    ProductBlock.set(block, ProductBlock.RHS_STEP, 4L * width);
    ProductBlock.set(block, ProductBlock.OUT, actual.address());
    ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, 4L * columns);
    ProductBlock.set(block, ProductBlock.K, TRIAL_K);
    ProductBlock.setColumns(block, unit, columns);
    if (finish != null) {
      ProductBlock.set(block, ProductBlock.FINISH, finish.code().address());
    }
    if (epilogue.bias() != null) {
      ProductBlock.set(block, ProductBlock.BIAS, epilogue.bias().address());
    }
    if (epilogue.residual() != null) {
      ProductBlock.set(block, ProductBlock.RESIDUAL, epilogue.residual().segment().address());
    }
    product.call(block.address(), 0, tiles, 0, 0, TRIAL_K);
    Trials.compare(expected.segment(), actual, m * columns, bound);
  }

  private void tryPack(Routine routine, int vectors, int k, boolean transposed)
      throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      int columns = vectors * unit.lanes() - 3;
      int width = vectors * unit.lanes();
      MemorySegment source = random(arena, columns * k, 3);
      MemorySegment expected = arena.allocate(4L * width * k, 64);
      for (int row = 0; row < k; row++) {
        for (int column = 0; column < columns; column++) {
          int at = transposed ? column * k + row : row * columns + column;
          float value = source.getAtIndex(JAVA_FLOAT, at);
          expected.setAtIndex(JAVA_FLOAT, (long) row * width + column, value);
        }
      }
      MemorySegment actual = random(arena, width * k, 4);
      MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
      ProductBlock.set(block, ProductBlock.RHS_STEP, 4L * width);
      ProductBlock.setColumns(block, unit, columns);
      long stride = 4L * (transposed ? k : columns);
      routine.call(
          source.address(), stride, actual.address(), k, block.address(), columns);
      Trials.compare(expected, actual, width * k, 0);
    }
  }

  private static MemorySegment random(Arena arena, int count, int seed) {
    return Trials.random(arena, count, seed);
  }
}
