package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.Activation;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Small f32 products and packings, computed by routines and by plain loops. */
final class TrialF32 {
  /** Covers one turn of the unrolled loop and one step after it. */
  private static final int K = 3;

  private static final FinishCode.FinishKind NOTHING =
      new FinishCode.FinishKind(false, Activation.NONE, false);

  private final VectorUnit unit;

  TrialF32(VectorUnit unit) {
    this.unit = unit;
  }

  /** Two tiles, the last vector incomplete. */
  void product(Routine product, int rows, int vectors) throws MachineCodeRefusedException {
    trial(product, null, NOTHING, 2, rows, vectors * unit.lanes() - 3, 0);
  }

  void finish(Routine product, Routine finish, FinishCode.FinishKind kind)
      throws MachineCodeRefusedException {
    float bound = kind.activation() == Activation.NONE ? 0 : 4e-7f;
    trial(product, finish, kind, 2, 1, unit.lanes() - 3, bound);
  }

  private void trial(
      Routine product,
      Routine finish,
      FinishCode.FinishKind kind,
      int tiles,
      int rows,
      int n,
      float bound)
      throws MachineCodeRefusedException {
    int m = tiles * rows;
    int width = Math.ceilDiv(n, unit.lanes()) * unit.lanes();
    float[] lhs = Trials.floats(m * K, 1);
    float[] rhs = Trials.floats(width * K, 2);
    float[] bias = Trials.floats(n, 5);
    float[] residual = Trials.floats(m * n, 6);
    float[] expected = new float[m * n];
    for (int i = 0; i < m * n; i++) {
      float x = 0f;
      for (int p = 0; p < K; p++) {
        x = Math.fma(lhs[i / n * K + p], rhs[p * width + i % n], x);
      }
      x = kind.bias() ? x + bias[i % n] : x;
      x = ReferenceActivation.apply(kind.activation(), x);
      expected[i] = kind.residual() ? x + residual[i] : x;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actual = arena.allocate(4L * m * n, 64);
      MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
      ProductBlock.set(block, ProductBlock.LHS, Trials.segment(arena, lhs).address());
      ProductBlock.set(block, ProductBlock.LHS_ROW_BYTES, 4L * K);
      ProductBlock.set(block, ProductBlock.RHS, Trials.segment(arena, rhs).address());
      ProductBlock.set(block, ProductBlock.RHS_STEP, 4L * width);
      ProductBlock.set(block, ProductBlock.OUT, actual.address());
      ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, 4L * n);
      ProductBlock.set(block, ProductBlock.K, K);
      ProductBlock.set(block, ProductBlock.FINISH, finish == null ? 0 : finish.code().address());
      ProductBlock.set(block, ProductBlock.BIAS, Trials.segment(arena, bias).address());
      ProductBlock.set(block, ProductBlock.RESIDUAL, Trials.segment(arena, residual).address());
      ProductBlock.set(block, ProductBlock.RESIDUAL_ROW_BYTES, 4L * n);
      ProductBlock.setColumns(block, unit, n);
      product.call(block.address(), 0, tiles, 0, 0, K);
      Trials.compare(expected, actual, bound);
    }
  }

  /** Packs {@code k} rows of all but three columns of so many vectors. */
  void pack(Routine routine, int vectors, int k, boolean transposed)
      throws MachineCodeRefusedException {
    int width = vectors * unit.lanes();
    int columns = width - 3;
    float[] source = Trials.floats(columns * k, 3);
    float[] expected = new float[width * k];
    for (int row = 0; row < k; row++) {
      for (int column = 0; column < columns; column++) {
        int at = transposed ? column * k + row : row * columns + column;
        expected[row * width + column] = source[at];
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actual = Trials.segment(arena, Trials.floats(width * k, 4));
      MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
      ProductBlock.set(block, ProductBlock.RHS_STEP, 4L * width);
      ProductBlock.setColumns(block, unit, columns);
      long from = Trials.segment(arena, source).address();
      long stride = 4L * (transposed ? k : columns);
      routine.call(from, stride, actual.address(), k, block.address(), columns);
      Trials.compare(expected, actual, 0);
    }
  }
}
