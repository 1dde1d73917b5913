package lanewise.opencl;

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
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.kernel.OpenClAttention;
import lanewise.opencl.kernel.OpenClBlockFormats;
import lanewise.opencl.kernel.OpenClElementwise;
import lanewise.opencl.kernel.OpenClMovement;
import lanewise.opencl.kernel.OpenClQuantization;
import lanewise.opencl.kernel.OpenClReductions;
import lanewise.opencl.kernel.OpenClRotary;
import lanewise.opencl.kernel.OpenClRowKernels;
import lanewise.opencl.product.OpenClMatMulBlocks;
import lanewise.opencl.product.OpenClMatMulF32;
import lanewise.opencl.product.OpenClMatMulHalf;
import lanewise.opencl.product.OpenClMatMulInt4;
import lanewise.opencl.product.OpenClMatMulInt8;
import lanewise.opencl.product.ProductSizes;

/** The kernels of one OpenCL device. */
final class OpenClTier implements KernelTier {
  private final MatMulF32 matMulF32;
  private final MatMulInt8 matMulInt8;
  private final MatMulBlocks matMulBlocks;
  private final MatMulHalf matMulHalf;
  private final MatMulInt4 matMulInt4;
  private final BlockFormats blockFormats;
  private final Quantization quantization;
  private final Movement movement;
  private final Reductions reductions;
  private final Elementwise elementwise;
  private final RowKernels rows;
  private final Rotary rotary;
  private final Attention attention;

  OpenClTier(DeviceContext context, ProductSizes sizes, boolean matrixUnits) {
    this.matMulF32 = new OpenClMatMulF32(context, sizes);
    this.matMulInt8 = new OpenClMatMulInt8(context, sizes);
    this.matMulBlocks = new OpenClMatMulBlocks(context, sizes.large() != null);
    this.matMulHalf = new OpenClMatMulHalf(context, sizes, matrixUnits);
    this.matMulInt4 = new OpenClMatMulInt4(context, sizes);
    this.blockFormats = new OpenClBlockFormats(context);
    this.quantization = new OpenClQuantization(context);
    this.movement = new OpenClMovement(context);
    this.reductions = new OpenClReductions(context);
    this.elementwise = new OpenClElementwise(context);
    this.rows = new OpenClRowKernels(context);
    this.rotary = new OpenClRotary(context);
    this.attention = new OpenClAttention(context);
  }

  @Override
  public String name() {
    return OpenClProvider.NAME;
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
  public MatMulBlocks matMulBlocks() {
    return matMulBlocks;
  }

  @Override
  public BlockFormats blockFormats() {
    return blockFormats;
  }

  @Override
  public MatMulHalf matMulHalf() {
    return matMulHalf;
  }

  @Override
  public MatMulInt4 matMulInt4() {
    return matMulInt4;
  }

  @Override
  public Attention attention() {
    return attention;
  }

  @Override
  public Rotary rotary() {
    return rotary;
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
