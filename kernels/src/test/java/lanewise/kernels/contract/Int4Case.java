package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.QuantizedRows;

/** 4-bit weights and 8-bit activations with what they stand for. */
final class Int4Case {
  final Form form;
  final MatMulInt4.Weights weights;

  /** q - z of each row and column. */
  final int[] values;

  /** The scale of each row and group. */
  final float[] scales;

  /** Random nibbles; scales near 0.1, or any where {@code special}. */
  Int4Case(Form form, boolean signed, boolean special, Random random) {
    this.form = form;
    int groups = form.groups();
    int rows = form.n();
    Buffer bytes = bytes(rows * groups * form.group() / 2, random);
    Buffer zeros = form.hasZeroPoints() ? bytes(rows * ((groups + 1) / 2), random) : null;
    Buffer scale = Buffer.of(form.scaleType(), Math.max(1, rows * groups), random.nextInt(64));
    this.values = new int[rows * form.k()];
    this.scales = new float[rows * groups];
    for (int i = 0; i < scales.length; i++) {
      double value = 0.1 * Normals.next(random);
      scale.setReal(i, special ? Values.real(form.scaleType(), random) : value);
      scales[i] = (float) scale.real(i);
    }
    for (int row = 0; row < rows; row++) {
      for (int p = 0; p < form.k(); p++) {
        int group = p / form.group();
        int at = (row * groups + group) * (form.group() / 2) + p % form.group() / 2;
        int q = nibble(bytes, at, p % 2);
        int zero =
            zeros == null ? 8 : nibble(zeros, row * ((groups + 1) / 2) + group / 2, group % 2);
        // A nibble of i4 has its sign where one of u4 has 8.
        values[row * form.k() + p] = signed ? (q ^ 8) - 8 : q - zero;
      }
    }
    this.weights =
        new MatMulInt4.Weights(
            form,
            signed ? ElementType.INT4 : ElementType.UINT4,
            bytes.segment,
            scale.segment,
            zeros == null ? null : zeros.segment);
  }

  private static int nibble(Buffer bytes, int at, int high) {
    return (int) bytes.code(at) >> 4 * high & 15;
  }

  /** Bytes of which every fourth is all ones or zeros. */
  private static Buffer bytes(int count, Random random) {
    Buffer bytes = Buffer.of(ElementType.UINT8, Math.max(1, count), random.nextInt(64));
    for (int i = 0; i < count; i++) {
      int any = random.nextInt();
      bytes.setCode(i, any >>> 30 == 0 ? any >> 29 & 0xFF : any & 0xFF);
    }
    return bytes;
  }

  /** What the product with f32 activations adds up. */
  float weight(int row, int p) {
    return values[row * form.k() + p] * scales[row * form.groups() + p / form.group()];
  }

  /** The chain of one output. */
  float chain(float[] lhs, int row, int column) {
    float sum = 0f;
    for (int p = 0; p < form.k(); p++) {
      sum = Math.fma(lhs[row * form.k() + p], weight(column, p), sum);
    }
    return sum;
  }

  /** The chain of one output over the blocks of quantized activations. */
  float blocks(QuantizedRows lhs, int row, int column) {
    long left = row * QuantizedRows.rowBytes(lhs.block(), lhs.columns());
    long scaleAt = left + QuantizedRows.scalesAt(lhs.columns());
    float acc = 0f;
    for (int first = 0; first < form.k(); first += lhs.block()) {
      int sum = 0;
      for (int p = first; p < first + lhs.block(); p++) {
        sum += values[column * form.k() + p] * lhs.segment().get(JAVA_BYTE, left + p);
      }
      float scale = lhs.segment().get(JAVA_FLOAT_UNALIGNED, scaleAt + 4L * (first / lhs.block()));
      float product = scales[column * form.groups() + first / form.group()] * scale;
      acc = Math.fma(sum, product, acc);
    }
    return acc;
  }

  /** Activations of any bytes, the extreme ones often, with their sums. */
  static QuantizedRows activations(
      int block, int rows, int columns, boolean special, Random random) {
    long bytes = QuantizedRows.bytes(block, rows, columns);
    MemorySegment segment = Arena.ofAuto().allocate(Math.max(64, bytes), 64);
    segment.fill((byte) 0x7F);
    long rowBytes = QuantizedRows.rowBytes(block, columns);
    for (int row = 0; row < rows; row++) {
      long at = row * rowBytes;
      boolean extreme = random.nextInt(4) == 0;
      int sum = 0;
      for (int p = 0; p < columns; p++) {
        int any = random.nextInt();
        byte value = (byte) (extreme ? any < 0 ? -128 : 127 : any);
        segment.set(JAVA_BYTE, at + p, value);
        sum += value;
        if (p % QuantizedRows.SUM_ELEMENTS == QuantizedRows.SUM_ELEMENTS - 1) {
          long sumAt = at + QuantizedRows.sumsAt(block, columns);
          int index = p / QuantizedRows.SUM_ELEMENTS;
          segment.set(JAVA_SHORT_UNALIGNED, sumAt + 2L * index, (short) sum);
          sum = 0;
        }
      }
      for (int i = 0; i < columns / block; i++) {
        double scale = special ? Values.real(ElementType.FLOAT32, random) : random.nextFloat();
        long scaleAt = at + QuantizedRows.scalesAt(columns) + 4L * i;
        segment.set(JAVA_FLOAT_UNALIGNED, scaleAt, (float) scale);
      }
    }
    return new QuantizedRows(block, rows, columns, segment);
  }
}
