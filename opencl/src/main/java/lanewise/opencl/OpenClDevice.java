package lanewise.opencl;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.KernelTier;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceSettings;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Faults;
import lanewise.opencl.driver.FoundDevice;
import lanewise.opencl.product.ProductSizes;

/** An open OpenCL device. */
final class OpenClDevice implements Device {
  private final DeviceDescription description;
  private final DeviceContext context;
  private final KernelTier tier;

  @SuppressWarnings("this-escape") // The context only keeps it, for tasks to tell.
  OpenClDevice(
      DeviceDescription description, FoundDevice found, DeviceSettings settings, Faults faults) {
    this.description = description;
    this.context = new DeviceContext(found, settings, faults, this);
    this.tier = new OpenClTier(context, ProductSizes.defaults(context.info()));
  }

  @Override
  public DeviceDescription description() {
    return description;
  }

  @Override
  public KernelTier tier() {
    return tier;
  }

  @Override
  public DeviceMemory mirror(MemorySegment host, String purpose) {
    return context.mirror(host, purpose);
  }

  @Override
  public boolean mirrors(MemorySegment host) {
    return context.mirrors(host);
  }

  @Override
  public void flush() {
    context.flush();
  }

  @Override
  public void finish() {
    context.finish();
  }

  @Override
  public long memoryInUse() {
    return context.memoryInUse();
  }

  @Override
  public long memoryLeft() {
    return context.memoryLeft();
  }

  @Override
  public void profile(boolean wanted) {
    context.profile(wanted);
  }

  @Override
  public DeviceException lost() {
    return context.lost();
  }

  @Override
  public LiveObjects liveObjects() {
    return context.liveObjects();
  }

  @Override
  public void close() {
    context.close();
  }
}
