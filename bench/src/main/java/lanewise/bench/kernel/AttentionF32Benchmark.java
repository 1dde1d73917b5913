package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.AttentionF32;
import lanewise.kernels.AttentionF32.Heads;
import lanewise.kernels.AttentionF32.Mask;
import lanewise.kernels.AttentionF32.Sizes;
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

  private Task attend;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 5);
    long batch = sizes[0];
    int heads = sizes[1];
    int queries = sizes[2];
    int keys = sizes[3];
    int headSize = sizes[4];
    long width = (long) heads * headSize;
    AttentionF32 kernel = kernels.attentionF32();
    Sizes all = new Sizes(sizes[0], heads, heads, queries, keys, headSize, headSize);
    Mask mask = new Mask(operands.zeros(4 * batch * keys), 0, keys, 0, 0);
    attend =
        kernel.attend(
            all,
            rows(operands.floats(batch * queries * width), queries, width, headSize),
            rows(operands.floats(batch * keys * width), keys, width, headSize),
            rows(operands.floats(batch * keys * width), keys, width, headSize),
            mask,
            (float) (1 / Math.sqrt(headSize)),
            rows(operands.zeros(4L * batch * queries * width), queries, width, headSize),
            operands.zeros(threads * kernel.scratchBytesPerWorker(all)));
  }

  private static Heads rows(MemorySegment segment, int count, long width, int headSize) {
    return new Heads(segment, 0, count * width, headSize, width);
  }

  @Benchmark
  public void attend() {
    run(attend);
  }
}
