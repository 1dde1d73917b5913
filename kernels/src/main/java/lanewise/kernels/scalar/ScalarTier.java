package lanewise.kernels.scalar;

import lanewise.kernels.AttentionF32;
import lanewise.kernels.Elementwise;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.Movement;
import lanewise.kernels.Quantization;
import lanewise.kernels.Reductions;
import lanewise.kernels.RowKernels;

/** All kernels in plain Java. */
public final class ScalarTier implements KernelTier {
  private final MatMulF32 matMulF32 = new ScalarMatMulF32();
  private final AttentionF32 attentionF32 = new ScalarAttentionF32();
  private final MatMulInt8 matMulInt8 = new ScalarMatMulInt8();
  private final Elementwise elementwise = new ScalarElementwise();
  private final Reductions reductions = new ScalarReductions();
  private final Movement movement = new ScalarMovement();
  private final Quantization quantization = new ScalarQuantization();
  private final RowKernels rows = new ScalarRowKernels();

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public MatMulF32 matMulF32() {
    return matMulF32;
  }

  @Override
  public MatMulInt8 matMulInt8() {
    return matMulInt8;
  }

  @Override
  public AttentionF32 attentionF32() {
    return attentionF32;
  }

  @Override
  public RowKernels rows() {
    return rows;
  }

  @Override
  public Elementwise elementwise() {
    return elementwise;
  }

  @Override
  public Reductions reductions() {
    return reductions;
  }

  @Override
  public Movement movement() {
    return movement;
  }

  @Override
  public Quantization quantization() {
    return quantization;
  }
}
