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
import lanewise.kernels.device.DeviceUnsupportedException;
import lanewise.opencl.driver.DeviceContext;
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

  OpenClTier(DeviceContext context, ProductSizes sizes) {
    this.matMulF32 = new OpenClMatMulF32(context, sizes);
    this.matMulInt8 = new OpenClMatMulInt8(context, sizes);
    this.matMulBlocks = new OpenClMatMulBlocks(context, sizes.large() != null);
    this.matMulHalf = new OpenClMatMulHalf(context, sizes);
    this.matMulInt4 = new OpenClMatMulInt4(context, sizes);
  }

  @Override
  public String name() {
    return OpenClProvider.NAME;
  }

  private static DeviceUnsupportedException missing(String family) {
    return new DeviceUnsupportedException("the OpenCL tier has no kernels for " + family);
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
    throw missing("block formats");
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
    throw missing("attention");
  }

  @Override
  public Rotary rotary() {
    throw missing("rotary embedding");
  }

  @Override
  public RowKernels rows() {
    throw missing("rows");
  }

  @Override
  public Elementwise elementwise() {
    throw missing("elementwise operations");
  }

  @Override
  public Reductions reductions() {
    throw missing("reductions");
  }

  @Override
  public Movement movement() {
    throw missing("movement");
  }

  @Override
  public Quantization quantization() {
    throw missing("quantization");
  }
}
