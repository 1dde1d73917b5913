package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.machine.IntegerSumCode.Zero;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Small byte products and packings, computed by routines and by plain loops. */
final class TrialInt8 {
  /** Covers one turn of the unrolled loop, one step after it, and an incomplete step. */
  private static final int K = 14;

  private static final float OUT_SCALE = 40_000f;
  private static final int OUT_LEAST = -100;
  private static final int OUT_GREATEST = 120;

  private final VectorUnit unit;
  private final BytePanels panels;
  private final FinishCode.FinishKind kind;
  private final IntegerSumCode.Kind sums;
  private final int m;
  private final int n;
  private final byte[] lhs;
  private final byte[] rhs;
  private final byte[] lhsZeros;
  private final byte[] rhsZeros;
  private final float[] lhsScales;
  private final float[] rhsScales;
  private final float[] bias;
  private final float[] residual;
  private final int[] integerBias;

  TrialInt8(VectorUnit unit, FinishCode.FinishKind kind, IntegerSumCode.Kind sums, int m, int n) {
    this.unit = unit;
    this.panels = new BytePanels(unit);
    this.kind = kind;
    this.sums = sums;
    this.m = m;
    this.n = n;
    this.lhs = Trials.bytes(m * K, 1);
    this.rhs = Trials.bytes(K * n, 2);
    this.lhsZeros = Trials.bytes(m, 3);
    this.rhsZeros = Trials.bytes(n, 4);
    this.lhsScales = Trials.floats(m, 5);
    this.rhsScales = Trials.floats(n, 6);
    this.bias = Trials.floats(n, 7);
    this.residual = Trials.floats(m * n, 8);
    this.integerBias = new int[n];
    for (int i = 0; i < n; i++) {
      integerBias[i] = 977 * (i - n / 2);
    }
  }

  private static int value(byte value, boolean unsigned) {
    return unsigned ? value & 0xff : value;
  }

  private static int zero(Zero zero, byte[] zeros, int index, boolean unsigned) {
    return switch (zero) {
      case NONE, MOVED -> 0;
      case ONE -> value(zeros[0], unsigned);
      case MANY -> value(zeros[index], unsigned);
    };
  }

  /** Without a finish: the bare sums of left bytes, made unsigned, by right ones, made signed. */
  private int sum(int row, int column, boolean bare) {
    boolean unsignedLhs = !sums.signedLhs();
    int lhsZero = bare ? 0 : zero(sums.lhsZero(), lhsZeros, row, unsignedLhs);
    int rhsZero = bare ? 0 : zero(sums.rhsZero(), rhsZeros, column, sums.unsignedRhs());
    int lhsMove = bare && sums.signedLhs() ? 128 : 0;
    int rhsMove = bare && sums.unsignedRhs() ? 128 : 0;
    int sum = 0;
    for (int p = 0; p < K; p++) {
      int left = value(lhs[row * K + p], unsignedLhs) + lhsMove - lhsZero;
      int right = value(rhs[p * n + column], sums.unsignedRhs()) - rhsMove - rhsZero;
      sum += left * right;
    }
    return sum;
  }

  /** Runs all rows as tiles of {@code tileRows}; without a finish the bare sums are compared. */
  void run(Routine product, int tileRows, Routine finish, Routine rowTerms)
      throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actual = arena.allocate(4L * m * n, 64);
      MemorySegment block = block(arena, finish, actual);
      if (rowTerms != null) {
        rowTerms.call(block.address(), 0, m, K, 0, 0);
      }
      product.call(block.address(), 0, m / tileRows, 0, 0, K / BytePanels.STEP_ROWS);
      if (sums.requantized()) {
        compareBytes(actual);
        return;
      }
      if (sums.rescaled()) {
        Trials.compare(rescaled(), actual, 4e-7f);
        return;
      }
      int[] got = new int[m * n];
      MemorySegment.copy(actual, JAVA_INT, 0, got, 0, got.length);
      for (int i = 0; i < got.length; i++) {
        int want = sum(i / n, i % n, finish == null);
        if (want != got[i]) {
          throw new MachineCodeRefusedException(
              "a trial gave " + got[i] + " where the reference gives " + want);
        }
      }
    }
  }

  /** The output's zero point is the first left one. */
  private void compareBytes(MemorySegment actual) throws MachineCodeRefusedException {
    for (int i = 0; i < m * n; i++) {
      int row = i / n;
      int column = i % n;
      int added = kind.bias() ? integerBias[column] : 0;
      float scale =
          lhsScales[sums.scalePerRow() ? row : 0] * rhsScales[sums.scalePerColumn() ? column : 0];
      float x = (sum(row, column, false) + added) * (scale / OUT_SCALE);
      int zero =
          switch (sums.result()) {
            case BYTES_FROM_SIGNED_ZERO -> lhsZeros[0];
            case BYTES_FROM_UNSIGNED_ZERO -> lhsZeros[0] & 0xff;
            default -> 0;
          };
      int want = Math.clamp((long) Math.rint(x) + zero, OUT_LEAST, OUT_GREATEST);
      byte got = actual.get(JAVA_BYTE, i);
      if ((byte) want != got) {
        throw new MachineCodeRefusedException(
            "a trial gave the byte " + got + " where the reference gives " + (byte) want);
      }
    }
  }

  private float[] rescaled() {
    float[] expected = new float[m * n];
    for (int i = 0; i < expected.length; i++) {
      int row = i / n;
      int column = i % n;
      float scale =
          lhsScales[sums.scalePerRow() ? row : 0] * rhsScales[sums.scalePerColumn() ? column : 0];
      float x = sum(row, column, false) * scale;
      x = kind.bias() ? x + bias[column] : x;
      x = ReferenceActivation.apply(kind.activation(), x);
      expected[i] = kind.residual() ? x + residual[i] : x;
    }
    return expected;
  }

  private MemorySegment block(Arena arena, Routine finish, MemorySegment actual) {
    MemorySegment packed = Trials.segment(arena, packed(panels, rhs, n, K, sums.unsignedRhs()));
    long columnSums = packed.address() + panels.sumsOffset(K, n);
    MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
    ProductBlock.set(block, ProductBlock.LHS, Trials.segment(arena, lhs).address());
    ProductBlock.set(block, ProductBlock.LHS_ROW_BYTES, K);
    ProductBlock.set(block, ProductBlock.RHS, packed.address());
    ProductBlock.set(block, ProductBlock.RHS_STEP, (long) panels.vectors(n) * unit.bytes());
    ProductBlock.set(block, ProductBlock.OUT, actual.address());
    ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, 4L * n);
    ProductBlock.set(block, ProductBlock.FINISH, finish == null ? 0 : finish.code().address());
    ProductBlock.set(block, ProductBlock.COLUMN_SUMS, columnSums);
    ProductBlock.set(block, ProductBlock.LHS_ZERO, Trials.segment(arena, lhsZeros).address());
    ProductBlock.set(block, ProductBlock.RHS_ZERO, Trials.segment(arena, rhsZeros).address());
    ProductBlock.set(block, ProductBlock.LHS_SCALES, Trials.segment(arena, lhsScales).address());
    ProductBlock.set(block, ProductBlock.RHS_SCALES, Trials.segment(arena, rhsScales).address());
    ProductBlock.set(block, ProductBlock.ROW_TERMS, arena.allocate(4L * m, 64).address());
    if (sums.requantized()) {
      ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, n);
      ProductBlock.set(
          block, ProductBlock.OUT_SCALE, Trials.segment(arena, new float[] {OUT_SCALE}).address());
      ProductBlock.set(block, ProductBlock.OUT_ZERO, Trials.segment(arena, lhsZeros).address());
      ProductBlock.setRange(block, OUT_LEAST, OUT_GREATEST);
    }
    MemorySegment added =
        sums.requantized() ? Trials.segment(arena, integerBias) : Trials.segment(arena, bias);
    ProductBlock.set(block, ProductBlock.BIAS, added.address());
    ProductBlock.set(block, ProductBlock.RESIDUAL, Trials.segment(arena, residual).address());
    ProductBlock.set(block, ProductBlock.RESIDUAL_ROW_BYTES, 4L * n);
    ByteProduct.setSteps(block, K);
    ProductBlock.setColumns(block, unit, n);
    return block;
  }

  /** One panel and its columns' sums, packed in plain Java. */
  private static byte[] packed(BytePanels panels, byte[] source, int n, int k, boolean unsigned) {
    byte[] packed = new byte[(int) panels.bytes(k, n)];
    int sums = (int) panels.sumsOffset(k, n);
    for (int column = 0; column < n; column++) {
      int sum = 0;
      for (int row = 0; row < k; row++) {
        byte value = (byte) (source[row * n + column] ^ (unsigned ? 0x80 : 0));
        packed[(int) panels.at(k, n, row, column)] = value;
        sum += value;
      }
      for (int i = 0; i < 4; i++) {
        packed[sums + 4 * column + i] = (byte) (sum >> 8 * i);
      }
    }
    return packed;
  }

  /** Packs fewer rows than two steps have, of all but three columns of so many vectors. */
  static void pack(Routine routine, boolean unsigned, int vectors)
      throws MachineCodeRefusedException {
    int k = 6;
    VectorUnit unit = VectorUnit.AVX512;
    BytePanels panels = new BytePanels(unit);
    int columns = vectors * unit.lanes() - 3;
    byte[] source = Trials.bytes(k * columns, 3);
    byte[] expected = packed(panels, source, columns, k, unsigned);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actual = arena.allocate(expected.length, 64);
      long from = Trials.segment(arena, source).address();
      long sums = actual.address() + panels.sumsOffset(k, columns);
      routine.call(from, columns, actual.address(), k, -1L >>> 64 - columns, sums);
      byte[] got = actual.toArray(JAVA_BYTE);
      for (int i = 0; i < got.length; i++) {
        // Columns past the end may hold anything.
        if (panels.isColumn(columns, i) && expected[i] != got[i]) {
          throw new MachineCodeRefusedException("a trial of packing differs at byte " + i);
        }
      }
    }
  }
}
