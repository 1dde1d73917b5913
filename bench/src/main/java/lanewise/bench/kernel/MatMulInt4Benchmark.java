package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Products with 4-bit weights and f16 scales: in groups of 32 with zero points and of 128 without,
 * by activations quantized in blocks of 32 or of the whole group, or in f32; of the sizes of
 * language models.
 */
public class MatMulInt4Benchmark extends KernelBenchmark {
  /** m × n × k. */
  @Param({
    "1x4096x4096",
    "1x14336x4096",
    "1x4096x14336",
    "16x4096x4096",
    "128x2048x2048",
    "512x2048x2048",
    "512x4096x4096"
  })
  String shape;

  private Task group32;
  private Task group128;
  private Task group128Whole;
  private Task wide;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 3);
    int m = sizes[0];
    int n = sizes[1];
    int k = sizes[2];
    MatMulInt4 kernel = kernels.matMulInt4();
    MatrixView out = MatrixView.dense(operands.zeros(4L * m * n), m, n);
    MatMulInt4.Packed fine = pack(kernel, operands, group(k, n, 32, true));
    MatMulInt4.Packed coarse = pack(kernel, operands, group(k, n, 128, false));
    QuantizedRows blocks = activations(operands, 32, m, k);
    QuantizedRows whole = activations(operands, 128, m, k);
    MatrixView floats = MatrixView.dense(operands.floats((long) m * k), m, k);
    MemorySegment scratch = scratch(kernel, operands, coarse.form(), m);
    MemorySegment fineScratch = scratch(kernel, operands, fine.form(), m);
    group32 = kernel.multiply(blocks, fine, out, Epilogue.NONE, fineScratch);
    group128 = kernel.multiply(blocks, coarse, out, Epilogue.NONE, scratch);
    group128Whole = kernel.multiply(whole, coarse, out, Epilogue.NONE, scratch);
    wide = kernel.multiply(floats, coarse, out, Epilogue.NONE, scratch);
  }

  private static MatMulInt4.Form group(int k, int n, int group, boolean zeroPoints) {
    return new MatMulInt4.Form(k, n, group, ElementType.FLOAT16, zeroPoints);
  }

  private MemorySegment scratch(MatMulInt4 kernel, Operands operands, MatMulInt4.Form form, int m) {
    return operands.zeros(Math.max(1, threads * kernel.scratchBytesPerWorker(form, m)));
  }

  private MatMulInt4.Packed pack(MatMulInt4 kernel, Operands operands, MatMulInt4.Form form) {
    long groups = (long) form.n() * form.groups();
    MemorySegment scales = operands.zeros(Short.BYTES * groups);
    for (long i = 0; i < groups; i++) {
      scales.setAtIndex(ValueLayout.JAVA_SHORT, i, Float.floatToFloat16(0.01f));
    }
    MatMulInt4.Weights weights =
        new MatMulInt4.Weights(
            form,
            ElementType.UINT4,
            operands.bytes(groups * form.group() / 2),
            scales,
            form.hasZeroPoints()
                ? operands.bytes((long) form.n() * ((form.groups() + 1) / 2))
                : null);
    MatMulInt4.Packed packed = kernel.packed(form, operands.zeros(kernel.packedBytes(form)));
    run(kernel.pack(weights, packed));
    return packed;
  }

  /** Any values; their sums need not fit them. */
  private static QuantizedRows activations(Operands operands, int block, int m, int k) {
    QuantizedRows rows =
        new QuantizedRows(block, m, k, operands.bytes(QuantizedRows.bytes(block, m, k)));
    long rowBytes = QuantizedRows.rowBytes(block, k);
    for (int row = 0; row < m; row++) {
      long at = row * rowBytes + QuantizedRows.scalesAt(k);
      for (int i = 0; i < k / block; i++) {
        rows.segment().set(ValueLayout.JAVA_FLOAT, at + 4L * i, 0.02f);
      }
    }
    return rows;
  }

  @Benchmark
  public void group32() {
    run(group32);
  }

  @Benchmark
  public void group128() {
    run(group128);
  }

  @Benchmark
  public void group128Whole() {
    run(group128Whole);
  }

  @Benchmark
  public void wide() {
    run(wide);
  }
}
