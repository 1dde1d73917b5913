package lanewise.engine.device;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.device.AddressMap;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceUnsupportedException;

/** Constants on a device, each as long as somebody uses it. Guarded by its {@link ModelDevice}. */
final class DeviceConstants {
  private final Device device;
  private final AddressMap<Held> held = new AddressMap<>();
  private long byteSize;

  DeviceConstants(Device device) {
    this.device = device;
  }

  /** A mirror, the memory that it mirrors, which must stay alive, and how many use it. */
  private static final class Held {
    final MemorySegment host;
    final DeviceMemory memory;
    boolean uploaded;
    int users;

    Held(MemorySegment host, DeviceMemory memory) {
      this.host = host;
      this.memory = memory;
    }
  }

  /** Makes room for a constant and counts one more user of it; its bytes come with an upload. */
  void acquire(MemorySegment constant) {
    if (constant.byteSize() == 0) {
      return;
    }
    Held found = find(constant);
    if (found == null) {
      found = new Held(constant, mirror(constant));
      held.add(constant, found);
      byteSize += constant.byteSize();
    }
    found.users++;
  }

  private DeviceMemory mirror(MemorySegment constant) {
    try {
      return device.mirror(constant, "a constant of the model");
    } catch (IllegalArgumentException e) {
      // Constants of one file may overlap, and device memory has one name.
      DeviceUnsupportedException exception = new DeviceUnsupportedException(e.getMessage());
      exception.initCause(e);
      throw exception;
    }
  }

  private Held find(MemorySegment constant) {
    AddressMap.Place<Held> place = held.find(constant);
    return place == null ? null : place.value();
  }

  /** Copies an acquired constant to the device, unless it is there. */
  void upload(MemorySegment constant) {
    Held found = constant.byteSize() == 0 ? null : find(constant);
    if (found != null && !found.uploaded) {
      found.memory.upload();
      found.uploaded = true;
    }
  }

  /** Ends one use of an acquired constant. */
  void release(MemorySegment constant) {
    Held found = constant.byteSize() == 0 ? null : find(constant);
    if (found != null && --found.users == 0) {
      held.remove(found.host);
      byteSize -= found.host.byteSize();
      found.memory.close();
    }
  }

  /** Bytes of all constants that are on the device. */
  long byteSize() {
    return byteSize;
  }
}
