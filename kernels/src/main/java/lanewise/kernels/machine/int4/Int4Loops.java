package lanewise.kernels.machine.int4;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatMulInt4.Packed;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.scalar.Finish;

/**
 * Products over packed panels of 4-bit weights in plain Java: what serves where a routine was
 * refused after its panels were packed.
 *
 * @param rows activations as f32, or null
 * @param quantized quantized activations, or null
 */
record Int4Loops(
    Int4Panels panels, MatrixView rows, QuantizedRows quantized, Packed weights, Finish finish)
    implements Task {
  @Override
  public String tier() {
    return "scalar";
  }

  @Override
  public int parts() {
    if (panels.form().n() == 0) {
      return 0;
    }
    return rows == null ? quantized.rows() : rows.rows();
  }

  @Override
  public void run(int row, int worker) {
    for (int column = 0; column < panels.form().n(); column++) {
      finish.store(row, column, rows == null ? blocks(row, column) : chain(row, column));
    }
  }

  private float chain(int row, int column) {
    MemorySegment packed = weights.segment();
    long at = rows.byteOffset() + row * rows.rowStride() * Float.BYTES;
    float sum = 0f;
    for (int k = 0; k < panels.form().k(); k++) {
      float x = rows.segment().get(JAVA_FLOAT_UNALIGNED, at + (long) k * Float.BYTES);
      float weight = panels.value(packed, k, column) * panels.scale(packed, k, column);
      sum = Math.fma(x, weight, sum);
    }
    return sum;
  }

  private float blocks(int row, int column) {
    MemorySegment packed = weights.segment();
    int block = quantized.block();
    long at = row * QuantizedRows.rowBytes(block, quantized.columns());
    long scales = at + QuantizedRows.scalesAt(quantized.columns());
    float acc = 0f;
    for (int first = 0; first < panels.form().k(); first += block) {
      int sum = 0;
      for (int k = first; k < first + block; k++) {
        int x = quantized.segment().get(JAVA_BYTE, at + k);
        sum += panels.value(packed, k, column) * x;
      }
      long scaleAt = scales + (long) first / block * Float.BYTES;
      float scale = quantized.segment().get(JAVA_FLOAT_UNALIGNED, scaleAt);
      acc = Math.fma(sum, panels.scale(packed, first, column) * scale, acc);
    }
    return acc;
  }
}
