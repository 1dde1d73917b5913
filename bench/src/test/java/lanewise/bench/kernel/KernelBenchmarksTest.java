package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import java.util.List;
import java.util.stream.Stream;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each benchmark binds its tasks and runs them, here once on a small shape. */
final class KernelBenchmarksTest {
  private static List<KernelBenchmark> benchmarks() {
    MatMulF32Benchmark products = new MatMulF32Benchmark();
    products.shape = "3x5x7";
    MatMulInt8Benchmark byteProducts = new MatMulInt8Benchmark();
    byteProducts.shape = "3x5x7";
    MatMulHalfBenchmark halfProducts = new MatMulHalfBenchmark();
    halfProducts.shape = "3x5x7";
    MatMulInt4Benchmark nibbleProducts = new MatMulInt4Benchmark();
    nibbleProducts.shape = "3x5x256";
    AttentionF32Benchmark attention = new AttentionF32Benchmark();
    attention.shape = "2x3x4x5x8";
    CausalAttentionBenchmark causal = new CausalAttentionBenchmark();
    causal.shape = "4x2x5x8";
    CachedAttentionBenchmark cached = new CachedAttentionBenchmark();
    cached.shape = "4x2x9x16";
    RotaryBenchmark rotary = new RotaryBenchmark();
    rotary.shape = "3x2x9";
    RowKernelsBenchmark rows = new RowKernelsBenchmark();
    rows.shape = "3x19";
    ElementwiseBenchmark elements = new ElementwiseBenchmark();
    elements.shape = "3x19";
    QuantizationBenchmark quantization = new QuantizationBenchmark();
    quantization.shape = "2x33";
    TransposeBenchmark transpose = new TransposeBenchmark();
    transpose.shape = "2x3x4x5";
    GatherBenchmark gather = new GatherBenchmark();
    gather.shape = "4x9x3";
    ReductionsBenchmark reductions = new ReductionsBenchmark();
    reductions.shape = "2x3x5";
    return List.of(
        products,
        byteProducts,
        halfProducts,
        nibbleProducts,
        attention,
        causal,
        cached,
        rotary,
        rows,
        elements,
        quantization,
        transpose,
        gather,
        reductions);
  }

  static Stream<KernelBenchmark> onEachTier() {
    return Tiers.available().stream()
        .flatMap(tier ->
            benchmarks().stream()
                .peek(benchmark -> {
                  benchmark.tier = tier;
                  benchmark.threads = 2;
                }));
  }

  private static void runAll(KernelBenchmark benchmark) {
    switch (benchmark) {
      case MatMulF32Benchmark products -> products.multiply();
      case MatMulInt8Benchmark products -> {
        products.product();
        products.rescaled();
        products.requantized();
      }
      case MatMulInt4Benchmark products -> {
        products.group32();
        products.group128();
        products.group128Whole();
        products.wide();
      }
      case MatMulHalfBenchmark products -> {
        products.wideBf16();
        products.wideF16();
        products.bf16();
      }
      case AttentionF32Benchmark attention -> attention.attend();
      case CausalAttentionBenchmark causal -> causal.attend();
      case CachedAttentionBenchmark cached -> {
        cached.f32();
        cached.f16();
        cached.i8();
      }
      case RotaryBenchmark rotary -> {
        rotary.adjacent();
        rotary.halves();
      }
      case RowKernelsBenchmark rows -> {
        rows.softmax();
        rows.layerNorm();
      }
      case ElementwiseBenchmark elements -> {
        elements.gelu();
        elements.exp();
        elements.log();
        elements.sin();
        elements.tanh();
        elements.silu();
        elements.add();
      }
      case QuantizationBenchmark quantization -> {
        quantization.dynamicQuantize();
        quantization.quantize();
        quantization.dequantize();
      }
      case TransposeBenchmark transpose -> transpose.transpose();
      case GatherBenchmark gather -> gather.gather();
      case ReductionsBenchmark reductions -> {
        reductions.mean();
        reductions.max();
        reductions.argMax();
      }
      default -> throw new IllegalArgumentException("no case for " + benchmark.getClass());
    }
  }

  @ParameterizedTest
  @MethodSource("onEachTier")
  void bindsAndRuns(KernelBenchmark benchmark) {
    benchmark.prepare();
    try {
      assertDoesNotThrow(() -> runAll(benchmark));
    } finally {
      benchmark.release();
    }
  }
}
