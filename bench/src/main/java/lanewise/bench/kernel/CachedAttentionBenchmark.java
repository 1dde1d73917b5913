package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Rule;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.Attention.Span;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Attention of one token over a cache of keys and values, as a language model generates: reading
 * the cache is the least that it takes.
 */
public class CachedAttentionBenchmark extends KernelBenchmark {
  /** Heads × heads of keys × keys × head size. */
  @Param({"32x8x512x64", "32x8x4096x64", "32x8x4096x128", "8x8x2048x64", "8x1x8192x256"})
  String shape;

  private List<Task> f32;
  private List<Task> f16;
  private List<Task> i8;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 4);
    f32 = attend(kernels, operands, sizes, ElementType.FLOAT32);
    f16 = attend(kernels, operands, sizes, ElementType.FLOAT16);
    i8 = attend(kernels, operands, sizes, ElementType.INT8);
  }

  private List<Task> attend(KernelTier kernels, Operands operands, int[] s, ElementType type) {
    Attention kernel = kernels.attention();
    int size = s[3];
    Sizes sizes = new Sizes(1, s[0], s[1], 1, s[2], size, size);
    MemorySegment positions = operands.zeros(Integer.BYTES);
    positions.set(ValueLayout.JAVA_INT, 0, s[2] - 1);
    Rule rule = new Rule((float) (1 / Math.sqrt(size)), 0f, null, Span.causal(positions), null);
    return kernel.attend(
        sizes,
        new Heads(operands.floats((long) s[0] * size), 0, 0, size, size),
        rows(operands, type, s),
        rows(operands, type, s),
        rule,
        new Heads(operands.zeros(4L * s[0] * size), 0, 0, size, size),
        operands.zeros(kernel.scratchBytes(sizes, type, type, threads)));
  }

  /** Each head's rows behind each other. */
  private static KeyRows rows(Operands operands, ElementType type, int[] s) {
    long count = (long) s[1] * s[2] * s[3];
    MemorySegment elements =
        switch (type) {
          case FLOAT32 -> operands.floats(count);
          case FLOAT16 -> halves(operands, count);
          default -> operands.bytes(count);
        };
    Heads heads = new Heads(elements, 0, 0, (long) s[2] * s[3], s[3]);
    return new KeyRows(
        type,
        heads,
        type == ElementType.INT8
            ? new Heads(operands.floats((long) s[1] * s[2], 0.01f), 0, 0, s[2], 1)
            : null);
  }

  private static MemorySegment halves(Operands operands, long count) {
    MemorySegment floats = operands.floats(count);
    MemorySegment halves = operands.zeros(Short.BYTES * count);
    for (long i = 0; i < count; i++) {
      short half = Float.floatToFloat16(floats.getAtIndex(ValueLayout.JAVA_FLOAT, i));
      halves.setAtIndex(ValueLayout.JAVA_SHORT, i, half);
    }
    return halves;
  }

  @Benchmark
  public void f32() {
    f32.forEach(this::run);
  }

  @Benchmark
  public void f16() {
    f16.forEach(this::run);
  }

  @Benchmark
  public void i8() {
    i8.forEach(this::run);
  }
}
