package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Products of unsigned activations, which have a zero point, with signed weights, which have none:
 * the sums themselves, rescaled to f32 with a scale for each column and a bias, and likewise
 * quantized again.
 */
public class MatMulInt8Benchmark extends KernelBenchmark {
  /** m × n × k. */
  @Param({
    "16x384x384",
    "128x384x384",
    "128x1536x384",
    "128x384x1536",
    "512x384x384",
    "512x1536x384",
    "512x384x1536",
    "1024x384x384",
    "1024x1536x384",
    "16x768x768",
    "128x768x768",
    "512x768x768",
    "128x3072x768",
    "512x3072x768",
    "128x768x3072",
    "512x768x3072",
    "16x2048x2048",
    "128x2048x2048",
    "512x2048x2048",
    "128x5632x2048",
    "512x5632x2048",
    "128x2048x5632",
    "512x2048x5632",
    "1024x1024x1024"
  })
  String shape;

  private Task product;
  private Task rescaled;
  private Task requantized;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 3);
    int m = sizes[0];
    int n = sizes[1];
    int k = sizes[2];
    MatMulInt8 kernel = kernels.matMulInt8();
    MatMulInt8.Lhs lhs =
        new MatMulInt8.Lhs(
            ElementType.UINT8,
            MatrixView.dense(operands.bytes((long) m * k), m, k),
            operands.bytes(1),
            false);
    PackedMatrix rhs =
        kernel.packed(ElementType.INT8, k, n, operands.zeros(kernel.packedBytes(k, n)));
    run(kernel.pack(MatrixView.dense(operands.bytes((long) k * n), k, n), rhs));
    MatrixView out = MatrixView.dense(operands.zeros(4L * m * n), m, n);
    MemorySegment columnScales = operands.floats(n, 0.01f);
    product = kernel.multiply(lhs, rhs, null, false, out);
    rescaled =
        kernel.multiplyRescaled(
            lhs,
            operands.floats(1, 0.02f),
            rhs,
            null,
            columnScales,
            true,
            out,
            Epilogue.bias(operands.floats(n)));
    // About as much as the products' spread, so that results use the range of a byte.
    float outScale = 0.02f * 0.01f * 0x1p14f * (float) Math.sqrt(k) / 64;
    requantized =
        kernel.multiplyRequantized(
            lhs,
            operands.floats(1, 0.02f),
            rhs,
            null,
            columnScales,
            true,
            operands.zeros(4L * n),
            MatMulInt8.Requantized.of(
                ElementType.UINT8,
                MatrixView.dense(operands.zeros((long) m * n), m, n),
                operands.floats(1, outScale),
                operands.bytes(1)));
  }

  @Override
  Task task(String method) {
    return switch (method) {
      case "product" -> product;
      case "rescaled" -> rescaled;
      case "requantized" -> requantized;
      default -> super.task(method);
    };
  }

  @Benchmark
  public void product() {
    run(product);
  }

  @Benchmark
  public void rescaled() {
    run(rescaled);
  }

  @Benchmark
  public void requantized() {
    run(requantized);
  }
}
