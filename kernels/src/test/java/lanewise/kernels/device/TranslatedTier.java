package lanewise.kernels.device;

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

/**
 * A tier over other memory: every segment of every operand is translated before the inner tier's
 * kernel is bound to it.
 */
record TranslatedTier(String name, KernelTier inner, Translation translation)
    implements KernelTier {
  @Override
  public MatMulF32 matMulF32() {
    return new TranslatedProducts.F32(inner.matMulF32(), translation);
  }

  @Override
  public MatMulInt8 matMulInt8() {
    return new TranslatedProducts.Int8(inner.matMulInt8(), translation);
  }

  @Override
  public MatMulBlocks matMulBlocks() {
    return new TranslatedProducts.Blocks(inner.matMulBlocks(), translation);
  }

  @Override
  public BlockFormats blockFormats() {
    return new TranslatedProducts.Formats(inner.blockFormats(), translation);
  }

  @Override
  public MatMulHalf matMulHalf() {
    return new TranslatedProducts.Half(inner.matMulHalf(), translation);
  }

  @Override
  public MatMulInt4 matMulInt4() {
    return new TranslatedProducts.Int4(inner.matMulInt4(), translation);
  }

  @Override
  public Attention attention() {
    return new TranslatedRows.Attend(inner.attention(), translation);
  }

  @Override
  public Rotary rotary() {
    return new TranslatedRows.Rotate(inner.rotary(), translation);
  }

  @Override
  public RowKernels rows() {
    return new TranslatedRows.Rows(inner.rows(), translation);
  }

  @Override
  public Elementwise elementwise() {
    return new TranslatedElements.Each(inner.elementwise(), translation);
  }

  @Override
  public Reductions reductions() {
    return new TranslatedElements.Reduce(inner.reductions(), translation);
  }

  @Override
  public Movement movement() {
    return new TranslatedElements.Move(inner.movement(), translation);
  }

  @Override
  public Quantization quantization() {
    return new TranslatedElements.Quantize(inner.quantization(), translation);
  }
}
