package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.machine.ProductCode.Elements;
import lanewise.kernels.scalar.FlushingFma;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Small products with 16-bit weights, computed by routines and by plain loops. */
final class TrialHalf {
  /** Covers one turn of the unrolled loop, one step after it, and an incomplete step. */
  private static final int K = 7;

  private final VectorUnit unit;
  private final ElementType weights;
  private final boolean dot;

  TrialHalf(VectorUnit unit, Elements elements) {
    this.unit = unit;
    this.weights = elements == Elements.F32_F16 ? ElementType.FLOAT16 : ElementType.BFLOAT16;
    this.dot = elements == Elements.BF16 || elements == Elements.BF16_FLUSHED;
  }

  /** Two tiles, the last vector incomplete. */
  void product(Routine product, int rows, int vectors) throws MachineCodeRefusedException {
    int m = 2 * rows;
    int n = vectors * unit.lanes() - 3;
    float[] lhs = lhs(m);
    short[] rhs = rhs(n);
    float[] expected = new float[m * n];
    for (int i = 0; i < m * n; i++) {
      expected[i] = dot ? pairs(lhs, i / n, rhs, i % n, n) : chain(lhs, i / n, rhs, i % n, n);
    }
    HalfPanels panels = new HalfPanels(unit, weights, K, n);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packed = arena.allocate(panels.bytes(), 64);
      for (int i = 0; i < rhs.length; i++) {
        packed.set(JAVA_SHORT, panels.at(i / n, i % n), rhs[i]);
      }
      MemorySegment actual = arena.allocate(4L * m * n, 64);
      MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
      MemorySegment left = dot ? shortened(arena, lhs) : Trials.segment(arena, lhs);
      ProductBlock.set(block, ProductBlock.LHS, left.address());
      ProductBlock.set(block, ProductBlock.LHS_ROW_BYTES, (dot ? 2L : 4L) * K);
      ProductBlock.set(block, ProductBlock.RHS, packed.address());
      ProductBlock.set(block, ProductBlock.RHS_STEP, (long) vectors * panels.vectorStepBytes());
      ProductBlock.set(block, ProductBlock.OUT, actual.address());
      ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, 4L * n);
      ProductBlock.set(block, ProductBlock.K, K / panels.stepRows());
      ProductBlock.set(block, ProductBlock.K_TAIL_MASK, K % panels.stepRows());
      ProductBlock.setColumns(block, unit, n);
      product.call(block.address(), 0, 2, 0, 0, K / panels.stepRows());
      Trials.compare(expected, actual, 0);
    }
  }

  /** For dot products every second row is so small that some sums become zero. */
  private float[] lhs(int m) {
    float[] lhs = Trials.floats(m * K, 1);
    for (int i = 0; dot && i < lhs.length; i++) {
      float scaled = i / K % 2 == 1 ? lhs[i] * 0x1p-64f : lhs[i];
      lhs[i] = Float.intBitsToFloat(Float.floatToRawIntBits(scaled) & 0xffff0000);
    }
    return lhs;
  }

  private short[] rhs(int n) {
    float[] values = Trials.floats(K * n, 2);
    short[] rhs = new short[values.length];
    for (int i = 0; i < rhs.length; i++) {
      if (weights == ElementType.FLOAT16) {
        rhs[i] = Float.floatToFloat16(values[i]);
      } else {
        float scaled = dot && i % n % 3 == 1 ? values[i] * 0x1p-63f : values[i];
        rhs[i] = (short) (Float.floatToRawIntBits(scaled) >> 16);
      }
    }
    return rhs;
  }

  private static MemorySegment shortened(Arena arena, float[] values) {
    MemorySegment segment = arena.allocate(2L * values.length, 64);
    for (int i = 0; i < values.length; i++) {
      short bits = (short) (Float.floatToRawIntBits(values[i]) >> 16);
      segment.setAtIndex(JAVA_SHORT, i, bits);
    }
    return segment;
  }

  private float chain(float[] lhs, int row, short[] rhs, int column, int n) {
    float sum = 0f;
    for (int p = 0; p < K; p++) {
      sum = Math.fma(lhs[row * K + p], right(rhs, p, column, n), sum);
    }
    return sum;
  }

  private float pairs(float[] lhs, int row, short[] rhs, int column, int n) {
    float sum = 0f;
    for (int p = 0; p < K; p += 2) {
      if (p + 1 < K) {
        sum = FlushingFma.fma(lhs[row * K + p + 1], right(rhs, p + 1, column, n), sum);
      }
      sum = FlushingFma.fma(lhs[row * K + p], right(rhs, p, column, n), sum);
    }
    return sum;
  }

  private float right(short[] rhs, int p, int column, int n) {
    return HalfPanels.widened(weights, rhs[p * n + column]);
  }
}
