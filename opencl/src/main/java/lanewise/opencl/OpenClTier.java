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
import lanewise.opencl.product.OpenClMatMulF32;

/** The kernels of one OpenCL device. */
final class OpenClTier implements KernelTier {
  private final MatMulF32 matMulF32;

  OpenClTier(DeviceContext context) {
    this.matMulF32 = new OpenClMatMulF32(context);
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
    throw missing("8-bit products");
  }

  @Override
  public MatMulBlocks matMulBlocks() {
    throw missing("products with weights in blocks");
  }

  @Override
  public BlockFormats blockFormats() {
    throw missing("block formats");
  }

  @Override
  public MatMulHalf matMulHalf() {
    throw missing("products with 16-bit weights");
  }

  @Override
  public MatMulInt4 matMulInt4() {
    throw missing("products with 4-bit weights");
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
