package lanewise.kernels.vector;

import lanewise.kernels.AttentionF32;
import lanewise.kernels.Elementwise;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.Movement;
import lanewise.kernels.Quantization;
import lanewise.kernels.Reductions;
import lanewise.kernels.RowKernels;
import lanewise.kernels.scalar.ScalarTier;

/** All kernels on the Vector API; a family that gains nothing from it is the scalar tier's. */
public final class VectorTier implements KernelTier {
  private final KernelTier scalar = new ScalarTier();
  private final MatMulF32 matMulF32 = new VectorMatMulF32();
  private final AttentionF32 attentionF32 = new VectorAttentionF32();
  private final RowKernels rows = new VectorRowKernels();
  private final MatMulInt8 matMulInt8 = new VectorMatMulInt8();
  private final Elementwise elementwise = new VectorElementwise(scalar.elementwise());
  private final Reductions reductions = new VectorReductions(scalar.reductions());
  private final Quantization quantization = new VectorQuantization(scalar.quantization());

  @Override
  public String name() {
    return "vector";
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
    return scalar.movement();
  }

  @Override
  public Quantization quantization() {
    return quantization;
  }
}
