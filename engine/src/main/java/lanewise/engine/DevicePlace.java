package lanewise.engine;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import lanewise.engine.device.ModelDevice;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceException.Reason;
import lanewise.kernels.device.Devices;

/**
 * The device that a model was asked to compute on: opened with the model, opened anew when it was
 * lost, or given up where the CPU may go on. Thread-safe.
 */
final class DevicePlace implements AutoCloseable {
  /** A device that is lost so often is left alone where the CPU may go on. */
  private static final int MOST_LOSSES = 3;

  private final String source;
  private final DeviceOptions options;
  private final Set<Reason> told = EnumSet.noneOf(Reason.class);
  private Collection<Tensor> constants;
  private ModelDevice current;
  private int losses;
  private boolean closed;

  DevicePlace(String source, DeviceOptions options) {
    this.source = source;
    this.options = options;
  }

  /**
   * Opens the device for a model with these constants.
   *
   * @throws DeviceException if it cannot be used and the CPU may not go on
   */
  synchronized void open(Collection<Tensor> modelConstants) {
    constants = modelConstants;
    current();
  }

  /**
   * The device that the next call computes on, or null for the CPU.
   *
   * @throws DeviceException if it cannot be used and the CPU may not go on
   */
  synchronized ModelDevice current() {
    if (current != null || closed || (losses >= MOST_LOSSES && options.fallback())) {
      return current;
    }
    try {
      current = opened();
    } catch (DeviceException e) {
      losses = MOST_LOSSES;
      giveWay(e);
    }
    return current;
  }

  private ModelDevice opened() {
    Devices devices = options.devices() == null ? Devices.find() : options.devices();
    Device device = devices.open(options.name(), options.settings());
    boolean roomy = false;
    try {
      DeviceRoom.require(source, device, constants);
      roomy = true;
    } finally {
      if (!roomy) {
        device.close();
      }
    }
    return new ModelDevice(device, constants);
  }

  /**
   * Takes note of a failure. Returns if the CPU goes on.
   *
   * @throws DeviceException the same, if the CPU may not go on
   */
  synchronized void failed(ModelDevice failed, DeviceException e) {
    boolean lost = e.reason() == Reason.LOST || failed.device().lost() != null;
    if (lost && current == failed) {
      current = null;
      losses++;
      try {
        failed.close();
      } catch (DeviceException another) {
        e.addSuppressed(another);
      }
    }
    giveWay(e);
  }

  private void giveWay(DeviceException e) {
    if (!options.fallback()) {
      throw e;
    }
    if (told.add(e.reason())) {
      System.getLogger(DevicePlace.class.getName())
          .log(
              System.Logger.Level.WARNING,
              source
                  + ": the CPU goes on without device "
                  + options.name()
                  + ": "
                  + e.getMessage());
    }
  }

  /** Waits for what the device still does, and closes it. */
  @Override
  public synchronized void close() {
    closed = true;
    ModelDevice device = current;
    current = null;
    if (device != null) {
      device.close();
    }
  }
}
