package lanewise.engine.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import lanewise.engine.op.Weights;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceMemory;

/**
 * An open device and what one model keeps on it, shared by the model's sessions. Whoever binds
 * tasks to the device holds this object's monitor; running them needs nothing.
 */
public final class ModelDevice implements AutoCloseable {
  private final Device device;
  private final Arena names = Arena.ofShared();
  private final DeviceConstants constants;
  private final Weights weights;
  private final Set<ConstantKey> own = new HashSet<>();
  private final Set<ConstantKey> kept = new HashSet<>();
  private boolean closed;

  /**
   * What a model has on {@code device}, which is closed with this object.
   *
   * @param own the model's own constants, which stay on the device once a plan needed them
   */
  public ModelDevice(Device device, Collection<Tensor> own) {
    this.device = device;
    this.constants = new DeviceConstants(device);
    this.weights = new Weights(new DeviceWeightMemory(this, names), null);
    own.forEach(constant -> this.own.add(ConstantKey.of(constant.segment())));
  }

  public Device device() {
    return device;
  }

  public KernelTier tier() {
    return device.tier();
  }

  /** Weights in the layouts of the device's kernels. */
  public Weights weights() {
    return weights;
  }

  /** The constants that a new plan will read; under this object's monitor. */
  public ConstantUse constantUse() {
    return new ConstantUse(this);
  }

  /** Throws if this is closed, as it is when the device was lost. */
  void requireOpen() {
    if (closed) {
      throw new DeviceException(
          DeviceException.Reason.LOST,
          device.description().label() + " was lost while another call ran on it");
    }
  }

  DeviceConstants constants() {
    return constants;
  }

  /** Takes over one use of a constant if it is the model's own; then it stays. */
  boolean keeps(MemorySegment constant) {
    ConstantKey key = ConstantKey.of(constant);
    if (!own.contains(key)) {
      return false;
    }
    if (!kept.add(key)) {
      constants.release(constant); // It is kept already.
    }
    return true;
  }

  /** Bytes of the constants and weights that are on the device. */
  public synchronized long weightBytes() {
    return constants.byteSize() + weights.byteSize();
  }

  /** Gives a mirror back; a device that is lost has released it already. */
  public void release(DeviceMemory mirror) {
    try {
      mirror.close();
    } catch (DeviceException e) {
      if (device.lost() == null) {
        throw e;
      }
    }
  }

  /** Waits for what the device still does, and closes it. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      device.close();
    } finally {
      names.close();
    }
  }
}
