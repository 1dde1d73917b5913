package lanewise.kernels;

/** The kernels of one way to compute. Immutable and thread-safe; binding a task is too. */
public interface KernelTier {
  /** {@code scalar}, {@code vector}, {@code machine} or {@code opencl}. */
  String name();

  MatMulF32 matMulF32();

  MatMulInt8 matMulInt8();

  AttentionF32 attentionF32();

  RowKernels rows();

  Elementwise elementwise();

  Reductions reductions();

  Movement movement();

  Quantization quantization();
}
