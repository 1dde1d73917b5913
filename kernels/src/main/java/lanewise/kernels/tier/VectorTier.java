package lanewise.kernels.tier;

import lanewise.kernels.Attention;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.Elementwise;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.Movement;
import lanewise.kernels.Quantization;
import lanewise.kernels.Reductions;
import lanewise.kernels.Rotary;
import lanewise.kernels.RowKernels;
import lanewise.kernels.vector.VectorAttention;
import lanewise.kernels.vector.VectorElementwise;
import lanewise.kernels.vector.VectorMatMulF32;
import lanewise.kernels.vector.VectorMatMulHalf;
import lanewise.kernels.vector.VectorMatMulInt4;
import lanewise.kernels.vector.VectorMatMulInt8;
import lanewise.kernels.vector.VectorQuantization;
import lanewise.kernels.vector.VectorReductions;
import lanewise.kernels.vector.VectorRotary;
import lanewise.kernels.vector.VectorRowKernels;
import lanewise.kernels.vector.block.VectorBlockFormats;
import lanewise.kernels.vector.block.VectorMatMulBlocks;

/**
 * All kernels on the Vector API; a family that gains nothing from it is the scalar tier's. Families
 * have no state: each is made when it is asked for, so that a process loads the classes of those
 * that it uses.
 */
public final class VectorTier implements KernelTier {
  private final KernelTier scalar = new ScalarTier();

  VectorTier() {}

  @Override
  public String name() {
    return "vector";
  }

  @Override
  public MatMulF32 matMulF32() {
    return new VectorMatMulF32();
  }

  @Override
  public MatMulInt8 matMulInt8() {
    return new VectorMatMulInt8();
  }

  @Override
  public MatMulBlocks matMulBlocks() {
    return new VectorMatMulBlocks(scalar.matMulBlocks());
  }

  @Override
  public BlockFormats blockFormats() {
    return new VectorBlockFormats(scalar.blockFormats());
  }

  @Override
  public MatMulHalf matMulHalf() {
    return new VectorMatMulHalf();
  }

  @Override
  public MatMulInt4 matMulInt4() {
    return new VectorMatMulInt4();
  }

  @Override
  public Attention attention() {
    return new VectorAttention();
  }

  @Override
  public Rotary rotary() {
    return new VectorRotary();
  }

  @Override
  public RowKernels rows() {
    return new VectorRowKernels();
  }

  @Override
  public Elementwise elementwise() {
    return new VectorElementwise(scalar.elementwise());
  }

  @Override
  public Reductions reductions() {
    return new VectorReductions(scalar.reductions());
  }

  @Override
  public Movement movement() {
    return scalar.movement();
  }

  @Override
  public Quantization quantization() {
    return new VectorQuantization(scalar.quantization());
  }
}
