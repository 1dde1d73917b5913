package lanewise.bench.kernel;

import java.util.Optional;
import lanewise.kernels.ElementType;
import lanewise.kernels.ceiling.Ceiling;

/**
 * What one run of a kernel has to do, and which ceiling it is held against: the one table of
 * operations and bytes.
 *
 * @param operations arithmetic operations, a multiply-add being two; 0 where moving the bytes is
 *     the work
 * @param bytes bytes read and written, each once
 * @param bound what limits it at best
 */
record KernelWork(double operations, double bytes, Bound bound) {
  /** A ceiling. */
  enum Bound {
    /** f32 multiply-adds. */
    FMA(Ceiling.FMA_F32),
    /** Dot products of bf16. */
    DOT_BF16(Ceiling.DOT_BF16),
    /** Dot products of bytes. */
    DOT(Ceiling.DOT_INT8),
    /** Reading memory of as many bytes as the kernel touches. */
    READ(Ceiling.READ);

    private final Ceiling ceiling;

    Bound(Ceiling ceiling) {
      this.ceiling = ceiling;
    }

    Ceiling ceiling() {
      return ceiling;
    }
  }

  /**
   * The work of a benchmark, if it is a kernel's.
   *
   * @param benchmark class and method, such as {@code MatMulF32Benchmark.multiply}
   * @throws IllegalArgumentException if the shape is not one of this benchmark
   */
  static Optional<KernelWork> of(String benchmark, String shape) {
    KernelWork work =
        switch (benchmark) {
          case "MatMulF32Benchmark.multiply" -> weights(Shapes.parse(shape, 3), 4, 4, Bound.FMA);
          case "MatMulInt8Benchmark.product", "MatMulInt8Benchmark.rescaled" ->
              product(Shapes.parse(shape, 3), 4);
          case "MatMulInt8Benchmark.requantized" -> product(Shapes.parse(shape, 3), 1);
          case "MatMulHalfBenchmark.bf16" -> weights(Shapes.parse(shape, 3), 2, 2, Bound.DOT_BF16);
          case "MatMulHalfBenchmark.wideBf16", "MatMulHalfBenchmark.wideF16" ->
              weights(Shapes.parse(shape, 3), 4, 2, Bound.FMA);
          // A group of 32 has a scale in 2 bytes and a zero point in half a one.
          case "MatMulInt4Benchmark.group32" ->
              weights(Shapes.parse(shape, 3), 1.25, 18.5 / 32, Bound.DOT);
          case "MatMulInt4Benchmark.group128", "MatMulInt4Benchmark.group128Whole" ->
              weights(Shapes.parse(shape, 3), 1.25, 66.0 / 128, Bound.DOT);
          case "MatMulInt4Benchmark.wide" ->
              weights(Shapes.parse(shape, 3), 4, 66.0 / 128, Bound.FMA);
          case "MatMulBlocksBenchmark.q8" -> blocks(shape, ElementType.Q8_0, Bound.DOT);
          case "MatMulBlocksBenchmark.q4" -> blocks(shape, ElementType.Q4_0, Bound.DOT);
          case "MatMulBlocksBenchmark.q41" -> blocks(shape, ElementType.Q4_1, Bound.DOT);
          case "MatMulBlocksBenchmark.q5" -> blocks(shape, ElementType.Q5_0, Bound.DOT);
          case "MatMulBlocksBenchmark.q51" -> blocks(shape, ElementType.Q5_1, Bound.DOT);
          case "MatMulBlocksBenchmark.iq4" -> blocks(shape, ElementType.IQ4_NL, Bound.DOT);
          case "MatMulBlocksBenchmark.mxfp4" -> blocks(shape, ElementType.MXFP4, Bound.DOT);
          case "MatMulBlocksBenchmark.q2K" -> blocks(shape, ElementType.Q2_K, Bound.DOT);
          case "MatMulBlocksBenchmark.q3K" -> blocks(shape, ElementType.Q3_K, Bound.DOT);
          case "MatMulBlocksBenchmark.q4K" -> blocks(shape, ElementType.Q4_K, Bound.DOT);
          case "MatMulBlocksBenchmark.q5K" -> blocks(shape, ElementType.Q5_K, Bound.DOT);
          case "MatMulBlocksBenchmark.q6K" -> blocks(shape, ElementType.Q6_K, Bound.DOT);
          case "MatMulBlocksBenchmark.iq4Xs" -> blocks(shape, ElementType.IQ4_XS, Bound.DOT);
          case "MatMulBlocksBenchmark.exactQ8" -> blocks(shape, ElementType.Q8_0, Bound.FMA);
          case "MatMulBlocksBenchmark.exactF16" -> blocks(shape, ElementType.FLOAT16, Bound.FMA);
          case "MatMulBlocksBenchmark.exactBf16" -> blocks(shape, ElementType.BFLOAT16, Bound.FMA);
          case "MatMulBlocksBenchmark.exactIq2Xxs" -> blocks(shape, ElementType.IQ2_XXS, Bound.FMA);
          case "AttentionF32Benchmark.attend" -> attention(Shapes.parse(shape, 5));
          case "CausalAttentionBenchmark.attend" -> causal(Shapes.parse(shape, 4));
          case "CachedAttentionBenchmark.f32" -> cache(Shapes.parse(shape, 4), 4);
          case "CachedAttentionBenchmark.f16" -> cache(Shapes.parse(shape, 4), 2);
          case "CachedAttentionBenchmark.i8" -> cache(Shapes.parse(shape, 4), 1);
          case "RotaryBenchmark.adjacent", "RotaryBenchmark.halves" ->
              moves(8 * count(Shapes.parse(shape, 3)));
          case "RowKernelsBenchmark.softmax",
              "RowKernelsBenchmark.layerNorm",
              "ElementwiseBenchmark.gelu",
              "ElementwiseBenchmark.exp",
              "ElementwiseBenchmark.log",
              "ElementwiseBenchmark.sin",
              "ElementwiseBenchmark.tanh",
              "ElementwiseBenchmark.silu" ->
              moves(8 * count(Shapes.parse(shape, 2)));
          case "ElementwiseBenchmark.add" -> moves(12 * count(Shapes.parse(shape, 2)));
          // The values are read twice, for their range and to convert them: counted once.
          case "QuantizationBenchmark.dynamicQuantize" -> moves(5 * count(Shapes.parse(shape, 2)));
          case "QuantizationBenchmark.quantize", "QuantizationBenchmark.dequantize" ->
              moves(5 * count(Shapes.parse(shape, 2)));
          case "TransposeBenchmark.transpose" -> moves(8 * count(Shapes.parse(shape, 4)));
          case "GatherBenchmark.gather" -> gather(Shapes.parse(shape, 3));
          case "ReductionsBenchmark.mean", "ReductionsBenchmark.max" ->
              reduction(Shapes.parse(shape, 3), Float.BYTES);
          case "ReductionsBenchmark.argMax" -> reduction(Shapes.parse(shape, 3), Long.BYTES);
          default -> null;
        };
    return Optional.ofNullable(work);
  }

  private static KernelWork product(int[] s, int outBytes) {
    double m = s[0];
    double n = s[1];
    double k = s[2];
    return new KernelWork(2 * m * n * k, m * k + k * n + outBytes * m * n, Bound.DOT);
  }

  /** With a row or two the weights' way through memory is the work. */
  private static KernelWork weights(int[] s, double lhsBytes, double rhsBytes, Bound bound) {
    double m = s[0];
    double n = s[1];
    double k = s[2];
    double bytes = lhsBytes * m * k + rhsBytes * k * n + 4 * m * n;
    return new KernelWork(2 * m * n * k, bytes, m <= 2 ? Bound.READ : bound);
  }

  private static KernelWork blocks(String shape, ElementType type, Bound bound) {
    BlockShape sizes = BlockShape.parse(shape, type);
    double lhsBytes = bound == Bound.FMA ? Float.BYTES : 1;
    double rhsBytes = (double) type.blockBytes() / type.blockElements();
    int[] all = {sizes.m(), sizes.n(), sizes.k()};
    return weights(all, lhsBytes, rhsBytes, bound);
  }

  /** The operations are those of the two products alone. */
  private static KernelWork attention(int[] s) {
    double heads = (double) s[0] * s[1];
    double queries = s[2];
    double keys = s[3];
    double headSize = s[4];
    return new KernelWork(
        4 * heads * queries * keys * headSize,
        4 * heads * headSize * (2 * queries + 2 * keys) + 4 * s[0] * keys,
        Bound.FMA);
  }

  /** Each token sees half of all keys on average; the operations are those of the products. */
  private static KernelWork causal(int[] s) {
    double heads = s[0];
    double keyHeads = s[1];
    double tokens = s[2];
    double headSize = s[3];
    return new KernelWork(
        2 * heads * tokens * (tokens + 1) * headSize,
        4 * tokens * headSize * (2 * heads + 2 * keyHeads),
        Bound.FMA);
  }

  /** One token reads all keys and values. */
  private static KernelWork cache(int[] s, int elementBytes) {
    return moves(2.0 * elementBytes * s[1] * s[2] * s[3]);
  }

  private static KernelWork gather(int[] s) {
    return moves(s[0] * (Long.BYTES + 2.0 * Float.BYTES * s[2]));
  }

  private static KernelWork reduction(int[] s, int outBytes) {
    return moves(Float.BYTES * count(s) + (double) outBytes * s[0] * s[2]);
  }

  private static KernelWork moves(double bytes) {
    return new KernelWork(0, bytes, Bound.READ);
  }

  private static double count(int[] sizes) {
    double count = 1;
    for (int size : sizes) {
      count *= size;
    }
    return count;
  }
}
