package lanewise.kernels.machine.int4;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.MatMulInt4.Weights;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.Trials;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Small products with 4-bit weights, computed by routines and by plain loops. */
final class Int4Trial {
  /** Two groups, the second incomplete. */
  private static final int K = 96;

  private static final int GROUP = 64;
  private static final int BLOCK = 32;

  private final VectorUnit unit;
  private final int vectors;
  private final int n;
  private final Form form;
  private final Int4Panels panels;
  private final byte[] values;
  private final byte[] zeros;
  private final float[] scales;

  Int4Trial(VectorUnit unit, ElementType scaleType, boolean zeroPoints, int vectors) {
    this.unit = unit;
    this.vectors = vectors;
    this.n = vectors * unit.lanes() - 3;
    this.form = new Form(K, n, GROUP, scaleType, zeroPoints);
    this.panels = new Int4Panels(unit, form);
    this.values = Trials.bytes(n * form.groups() * GROUP / 2, 1);
    this.zeros = Trials.bytes(n, 2);
    this.scales = Trials.floats(n * form.groups(), 3);
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Float.float16ToFloat(Float.floatToFloat16(scales[i]));
    }
  }

  /** q - z, from the arrays. */
  private int value(int k, int column) {
    int group = k / GROUP;
    int at = (column * form.groups() + group) * (GROUP / 2) + k % GROUP / 2;
    int zero = form.hasZeroPoints() ? zeros[column] >> 4 * group & 15 : Int4Panels.ZERO;
    return (values[at] >> 4 * (k % 2) & 15) - zero;
  }

  private float scale(int k, int column) {
    return scales[column * form.groups() + k / GROUP];
  }

  private MemorySegment packed(Arena arena) {
    MemorySegment scaled = Trials.segment(arena, scales);
    if (form.scaleType() == ElementType.FLOAT16) {
      for (int i = 0; i < scales.length; i++) {
        scaled.setAtIndex(JAVA_SHORT, i, Float.floatToFloat16(scales[i]));
      }
    }
    MemorySegment packed = arena.allocate(panels.bytes(), 64);
    Weights weights =
        new Weights(
            form,
            ElementType.UINT4,
            Trials.segment(arena, values),
            scaled,
            form.hasZeroPoints() ? Trials.segment(arena, zeros) : null);
    panels.pack(weights, packed, 0);
    return packed;
  }

  void widen(Routine routine) throws MachineCodeRefusedException {
    int width = vectors * unit.lanes();
    float[] expected = new float[K * width];
    for (int i = 0; i < expected.length; i++) {
      int column = i % width;
      expected[i] = column < n ? value(i / width, column) * scale(i / width, column) : 0f;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actual = arena.allocate(4L * expected.length, 64);
      long from = packed(arena).address();
      routine.call(from, actual.address(), K / BLOCK, GROUP / BLOCK, 0, 0);
      for (int i = 0; i < expected.length; i++) {
        // Columns past the end may hold any zero.
        float got = actual.getAtIndex(JAVA_FLOAT, i);
        if (got != expected[i]) {
          throw new MachineCodeRefusedException(
              "a trial gave " + got + " where the reference gives " + expected[i]);
        }
      }
    }
  }

  /** Two tiles, the last vector incomplete. */
  void product(Routine routine, int rows) throws MachineCodeRefusedException {
    int m = 2 * rows;
    byte[] left = Trials.bytes(m * K, 4);
    float[] leftScales = Trials.floats(m * (K / BLOCK), 5);
    float[] expected = new float[m * n];
    for (int i = 0; i < expected.length; i++) {
      for (int first = 0; first < K; first += BLOCK) {
        int sum = 0;
        for (int k = first; k < first + BLOCK; k++) {
          sum += value(k, i % n) * left[i / n * K + k];
        }
        float scale = leftScales[i / n * (K / BLOCK) + first / BLOCK];
        expected[i] = Math.fma(sum, scale(first, i % n) * scale, expected[i]);
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actual = arena.allocate(4L * m * n, 64);
      MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
      ProductBlock.set(block, ProductBlock.LHS, rows(arena, m, left, leftScales).address());
      ProductBlock.set(block, ProductBlock.RHS, packed(arena).address());
      ProductBlock.set(block, ProductBlock.OUT, actual.address());
      ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, 4L * n);
      Int4Binding.setSteps(block, panels, BLOCK);
      ProductBlock.setColumns(block, unit, n);
      routine.call(block.address(), 0, 2, 0, 0, K / BLOCK);
      Trials.compare(expected, actual, 0);
    }
  }

  private static MemorySegment rows(Arena arena, int m, byte[] values, float[] scales) {
    long rowBytes = QuantizedRows.rowBytes(BLOCK, K);
    MemorySegment rows = arena.allocate(m * rowBytes, 64);
    for (int row = 0; row < m; row++) {
      long at = row * rowBytes;
      short[] sums = new short[K / QuantizedRows.SUM_ELEMENTS];
      for (int k = 0; k < K; k++) {
        rows.set(JAVA_BYTE, at + k, values[row * K + k]);
        sums[k / QuantizedRows.SUM_ELEMENTS] += values[row * K + k];
      }
      for (int i = 0; i < K / BLOCK; i++) {
        long scaleAt = at + QuantizedRows.scalesAt(K) + 4L * i;
        rows.set(JAVA_FLOAT, scaleAt, scales[row * (K / BLOCK) + i]);
      }
      for (int i = 0; i < sums.length; i++) {
        rows.set(JAVA_SHORT, at + QuantizedRows.sumsAt(BLOCK, K) + 2L * i, sums[i]);
      }
    }
    return rows;
  }
}
