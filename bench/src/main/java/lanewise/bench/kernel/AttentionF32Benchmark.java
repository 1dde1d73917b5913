package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Rule;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * Attention of an encoder: a row holds all heads beside each other, and a mask that every head and
 * query shares lets all keys through.
 */
public class AttentionF32Benchmark extends KernelBenchmark {
  /** Batch × heads × queries × keys × head size. */
  @Param({"1x12x16x16x32", "1x12x128x128x32", "8x12x128x128x32", "1x12x512x512x64"})
  String shape;

  private List<Task> attend;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 5);
    long batch = sizes[0];
    int heads = sizes[1];
    int queries = sizes[2];
    int keys = sizes[3];
    int headSize = sizes[4];
    long width = (long) heads * headSize;
    Attention kernel = kernels.attention();
    Sizes all = new Sizes(sizes[0], heads, heads, queries, keys, headSize, headSize);
    ElementType f32 = ElementType.FLOAT32;
    Mask mask = new Mask(operands.zeros(4 * batch * keys), 0, keys, 0, 0);
    attend =
        kernel.attend(
            all,
            rows(operands.floats(batch * queries * width), queries, width, headSize),
            KeyRows.f32(rows(operands.floats(batch * keys * width), keys, width, headSize)),
            KeyRows.f32(rows(operands.floats(batch * keys * width), keys, width, headSize)),
            Rule.of((float) (1 / Math.sqrt(headSize)), mask),
            rows(operands.zeros(4L * batch * queries * width), queries, width, headSize),
            operands.zeros(kernel.scratchBytes(all, f32, f32, threads)));
  }

  private static Heads rows(MemorySegment segment, int count, long width, int headSize) {
    return new Heads(segment, 0, count * width, headSize, width);
  }

  @Benchmark
  public void attend() {
    attend.forEach(this::run);
  }
}
