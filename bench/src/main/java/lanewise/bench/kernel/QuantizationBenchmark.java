package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Quantization;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** Quantization of activations to bytes, each text of a batch by itself, and back. */
public class QuantizationBenchmark extends KernelBenchmark {
  /** Groups × elements of a group. */
  @Param({"1x6144", "1x49152", "8x49152", "1x196608", "8x1048576"})
  String shape;

  private Task dynamicQuantize;
  private Task quantize;
  private Task dequantize;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 2);
    long groups = sizes[0];
    long length = sizes[1];
    MemorySegment in = operands.floats(groups * length);
    MemorySegment bytes = operands.zeros(groups * length);
    MemorySegment back = operands.zeros(4 * groups * length);
    MemorySegment scales = operands.floats(groups, 0.02f);
    MemorySegment zeroPoints = operands.zeros(groups);
    Quantization kernel = kernels.quantization();
    ElementType u8 = ElementType.UINT8;
    dynamicQuantize =
        kernel.dynamicQuantize(
            in, groups, length, bytes, operands.zeros(4 * groups), operands.zeros(groups));
    quantize = kernel.quantize(u8, in, 1, groups, length, scales, zeroPoints, bytes);
    dequantize = kernel.dequantize(u8, bytes, 1, groups, length, scales, zeroPoints, back);
  }

  @Benchmark
  public void dynamicQuantize() {
    run(dynamicQuantize);
  }

  @Benchmark
  public void quantize() {
    run(quantize);
  }

  @Benchmark
  public void dequantize() {
    run(dequantize);
  }
}
