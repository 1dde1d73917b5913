package lanewise.opencl;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import lanewise.kernels.KernelTier;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceCeiling;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceSettings;
import lanewise.opencl.ceiling.CeilingLoops;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Faults;
import lanewise.opencl.driver.FoundDevice;
import lanewise.opencl.product.Admission;
import lanewise.opencl.product.ProductSizes;
import lanewise.opencl.product.ProductTuning;
import lanewise.opencl.product.TunedSizes;

/** An open OpenCL device. */
final class OpenClDevice implements Device {
  private final DeviceDescription description;
  private final DeviceContext context;
  private final TunedSizes sizes;
  private final KernelTier tier;

  /**
   * @param given sizes of products, or null for those that were tuned
   */
  @SuppressWarnings("this-escape") // The context only keeps it, for tasks to tell.
  OpenClDevice(
      DeviceDescription description,
      FoundDevice found,
      DeviceSettings settings,
      Faults faults,
      ProductSizes given) {
    this.description = description;
    this.context = new DeviceContext(found, settings, faults, this);
    this.sizes = new TunedSizes(settings.cacheFolder(), context.info());
    ProductSizes chosen = given == null ? sizes.load() : given;
    boolean matrixUnits = Admission.ofMatrixUnits(found, settings, chosen, this);
    this.tier = new OpenClTier(context, chosen, matrixUnits);
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
  public void tune(Consumer<String> listener) throws IOException {
    new ProductTuning(context, listener).run(sizes);
  }

  @Override
  public List<DeviceCeiling> ceilings() {
    return new CeilingLoops(context).measure();
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
