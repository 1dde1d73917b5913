package lanewise.opencl.driver;

import java.util.concurrent.atomic.AtomicLong;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceTask;

/** A kernel bound to its arguments. Running it hands it to the queue. */
final class KernelTask implements DeviceTask {
  private final DeviceContext context;
  final CompiledKernel kernel;
  final BoundArguments arguments;
  final long[] global;
  final long[] local;
  private final AtomicLong deviceNanos = new AtomicLong();

  KernelTask(
      DeviceContext context,
      CompiledKernel kernel,
      BoundArguments arguments,
      long[] global,
      long[] local) {
    this.context = context;
    this.kernel = kernel;
    this.arguments = arguments;
    this.global = global;
    this.local = local;
  }

  @Override
  public int parts() {
    return 1;
  }

  @Override
  public void run(int part, int worker) {
    context.enqueue(this);
  }

  @Override
  public Device device() {
    return context.device();
  }

  @Override
  public String kernel() {
    return kernel.name;
  }

  @Override
  public long deviceNanos() {
    return deviceNanos.get();
  }

  /** Called under the context's lock. */
  void addNanos(long nanos) {
    deviceNanos.addAndGet(nanos);
  }
}
