package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
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

/** Attention of a prompt's tokens to themselves, each to those up to it. */
public class CausalAttentionBenchmark extends KernelBenchmark {
  /** Heads × heads of keys × tokens × head size. */
  @Param({"32x8x128x64", "32x8x512x64", "32x8x2048x64", "32x8x512x128"})
  String shape;

  private List<Task> attend;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] s = Shapes.parse(shape, 4);
    Attention kernel = kernels.attention();
    int tokens = s[2];
    int size = s[3];
    Sizes sizes = new Sizes(1, s[0], s[1], tokens, tokens, size, size);
    Span span = Span.causal(operands.zeros(Integer.BYTES));
    ElementType f32 = ElementType.FLOAT32;
    long keys = (long) tokens * s[1] * size;
    long queries = (long) tokens * s[0] * size;
    attend =
        kernel.attend(
            sizes,
            rows(operands.floats(queries), s[0], size),
            KeyRows.f32(rows(operands.floats(keys), s[1], size)),
            KeyRows.f32(rows(operands.floats(keys), s[1], size)),
            new Rule((float) (1 / Math.sqrt(size)), 0f, null, span, null),
            rows(operands.zeros(4 * queries), s[0], size),
            operands.zeros(kernel.scratchBytes(sizes, f32, f32, threads)));
  }

  private static Heads rows(MemorySegment segment, int heads, int size) {
    return new Heads(segment, 0, 0, size, (long) heads * size);
  }

  @Benchmark
  public void attend() {
    attend.forEach(this::run);
  }
}
