package lanewise.kernels;

import java.util.List;

/** The kernels of one way to compute. Immutable and thread-safe; binding a task is too. */
public interface KernelTier {
  /** {@code scalar}, {@code vector}, {@code machine} or {@code opencl}. */
  String name();

  /** The machine code that this tier has made so far; empty where it makes none. */
  default List<GeneratedKernel> generated() {
    return List.of();
  }

  /**
   * What this tier would have computed itself but was refused so far, each with the reason; another
   * tier's kernels serve there.
   */
  default List<String> refusals() {
    return List.of();
  }

  MatMulF32 matMulF32();

  MatMulInt8 matMulInt8();

  MatMulBlocks matMulBlocks();

  BlockFormats blockFormats();

  MatMulHalf matMulHalf();

  MatMulInt4 matMulInt4();

  Attention attention();

  Rotary rotary();

  RowKernels rows();

  Elementwise elementwise();

  Reductions reductions();

  Movement movement();

  Quantization quantization();
}
