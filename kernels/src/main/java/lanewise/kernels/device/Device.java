package lanewise.kernels.device;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import lanewise.kernels.KernelTier;

/**
 * An open device: its memory, its kernels and one queue that runs tasks in the order in which they
 * were run. Thread-safe; callers on several threads share the queue.
 *
 * <p>Running one of its tasks hands it to the queue and returns. {@link #finish} and every download
 * wait. When a call to the driver fails for good, the device is {@link #lost}: all that it holds is
 * released and every later call throws {@link DeviceException}; {@link DeviceProvider#open} gives a
 * new one.
 */
public interface Device extends AutoCloseable {
  DeviceDescription description();

  /**
   * Kernels whose tasks run on this device. Every segment that a task is bound to must lie in one
   * {@link #mirror}, and starts in it at a multiple of its elements' size.
   *
   * <p>Binding throws {@link DeviceUnsupportedException} for what this device has no kernel for;
   * whoever binds then takes another tier's kernel, and copies. Nothing is handed to the queue by
   * binding. A task has one part, or none where there is nothing to do. Scratch memory must be
   * mirrored too; a task takes that of worker 0 alone.
   */
  KernelTier tier();

  /**
   * Device memory for a range of host addresses, of undefined contents. Ranges of mirrors must not
   * overlap.
   *
   * @param host native memory; only its address and size are looked at, until something is uploaded
   *     or downloaded
   * @param purpose what it is for, for messages
   * @throws DeviceException if the device has not so much memory: what was asked, what is there
   * @throws IllegalArgumentException if a part of the range is mirrored already
   */
  DeviceMemory mirror(MemorySegment host, String purpose);

  /** Whether every byte of {@code host} lies in one mirror. */
  boolean mirrors(MemorySegment host);

  /** Starts what the queue holds; waits for nothing. */
  void flush();

  /**
   * Returns when everything handed to the queue has ended.
   *
   * @throws DeviceException if something of it failed
   */
  void finish();

  /** Bytes that all mirrors, and what the device itself needs, take now. */
  long memoryInUse();

  /** Bytes that can still be mirrored, as far as the device tells. */
  long memoryLeft();

  /** Whether each task is measured from now on: see {@link DeviceTask#deviceNanos}. */
  void profile(boolean wanted);

  /** Why this device is of no use any more, or null while it is. */
  DeviceException lost();

  /** What the driver holds for this device now, to find leaks. */
  LiveObjects liveObjects();

  /**
   * Measures which sizes suit this device best and keeps them in the cache folder, for devices
   * opened later. A device without such sizes does nothing.
   *
   * @param listener is told what was measured, a line at a time
   * @throws IOException if they cannot be kept
   */
  default void tune(Consumer<String> listener) throws IOException {
    listener.accept("there is nothing to tune on " + description().label());
  }

  /** Measures what this device can do at most; empty where it has no loops for that. */
  default List<DeviceCeiling> ceilings() {
    return List.of();
  }

  /** Waits for the queue and releases everything. A second call does nothing. */
  @Override
  void close();

  /**
   * Counts of what the driver holds.
   *
   * @param buffers pieces of device memory
   * @param events commands that someone still asks about
   * @param kernels compiled kernels, shared by all tasks
   */
  record LiveObjects(int buffers, int events, int kernels) {}
}
