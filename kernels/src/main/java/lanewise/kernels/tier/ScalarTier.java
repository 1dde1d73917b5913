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
import lanewise.kernels.scalar.ScalarAttention;
import lanewise.kernels.scalar.ScalarElementwise;
import lanewise.kernels.scalar.ScalarMatMulF32;
import lanewise.kernels.scalar.ScalarMatMulHalf;
import lanewise.kernels.scalar.ScalarMatMulInt4;
import lanewise.kernels.scalar.ScalarMatMulInt8;
import lanewise.kernels.scalar.ScalarMovement;
import lanewise.kernels.scalar.ScalarQuantization;
import lanewise.kernels.scalar.ScalarReductions;
import lanewise.kernels.scalar.ScalarRotary;
import lanewise.kernels.scalar.ScalarRowKernels;
import lanewise.kernels.scalar.block.ScalarBlockFormats;
import lanewise.kernels.scalar.block.ScalarMatMulBlocks;

/** All kernels in plain Java. Families have no state; each is made when it is asked for. */
public final class ScalarTier implements KernelTier {
  /** The tier; it has no state. */
  public ScalarTier() {}

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public MatMulF32 matMulF32() {
    return new ScalarMatMulF32();
  }

  @Override
  public MatMulInt8 matMulInt8() {
    return new ScalarMatMulInt8();
  }

  @Override
  public MatMulBlocks matMulBlocks() {
    return new ScalarMatMulBlocks();
  }

  @Override
  public BlockFormats blockFormats() {
    return new ScalarBlockFormats();
  }

  @Override
  public MatMulHalf matMulHalf() {
    return new ScalarMatMulHalf();
  }

  @Override
  public MatMulInt4 matMulInt4() {
    return new ScalarMatMulInt4();
  }

  @Override
  public Attention attention() {
    return new ScalarAttention();
  }

  @Override
  public Rotary rotary() {
    return new ScalarRotary();
  }

  @Override
  public RowKernels rows() {
    return new ScalarRowKernels();
  }

  @Override
  public Elementwise elementwise() {
    return new ScalarElementwise();
  }

  @Override
  public Reductions reductions() {
    return new ScalarReductions();
  }

  @Override
  public Movement movement() {
    return new ScalarMovement();
  }

  @Override
  public Quantization quantization() {
    return new ScalarQuantization();
  }
}
