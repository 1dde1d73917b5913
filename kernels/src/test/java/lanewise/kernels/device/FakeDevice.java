package lanewise.kernels.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Supplier;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.device.AddressMap.Place;
import lanewise.kernels.tier.ScalarTier;

/**
 * A device without a driver: its mirrors are memory of their own, and its kernels are the scalar
 * ones, bound to the mirrors. Tasks wait in a queue until something waits for them, so that whoever
 * reads too early reads what was there before.
 */
public final class FakeDevice implements Device {
  private static final byte UNDEFINED = 0x6D;

  private final DeviceDescription description;
  private final FakeDeviceFaults faults;
  private final long limit;
  private final AddressMap<FakeMemory> mirrors = new AddressMap<>();
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private final KernelTier tier;
  private long memoryInUse;
  private int buffers;
  private int tasksRun;
  private long bytesUploaded;
  private long bytesDownloaded;
  private boolean profiled;
  private DeviceException lost;

  FakeDevice(DeviceDescription description, DeviceSettings settings, FakeDeviceFaults faults) {
    this.description = description;
    this.faults = faults;
    this.profiled = settings.profile();
    long wanted = settings.memoryLimitBytes();
    this.limit =
        wanted == 0 ? description.memoryBytes() : Math.min(wanted, description.memoryBytes());
    KernelTier scalar = new ScalarTier();
    this.tier =
        new TranslatedTier(FakeDeviceProvider.NAME, faults.withGaps(scalar), new ToMirrors());
  }

  /** How many tasks the device has run. */
  public synchronized int tasksRun() {
    return tasksRun;
  }

  public synchronized long bytesUploaded() {
    return bytesUploaded;
  }

  public synchronized long bytesDownloaded() {
    return bytesDownloaded;
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
  public synchronized DeviceMemory mirror(MemorySegment host, String purpose) {
    requireUsable();
    if (host.byteSize() > limit - memoryInUse) {
      throw new DeviceException(
          DeviceException.Reason.OUT_OF_MEMORY,
          purpose
              + " needs "
              + host.byteSize()
              + " bytes of device memory, "
              + (limit - memoryInUse)
              + " of "
              + limit
              + " are left");
    }
    FakeMemory memory = new FakeMemory(host);
    mirrors.add(host, memory);
    memoryInUse += host.byteSize();
    buffers++;
    return memory;
  }

  @Override
  public synchronized boolean mirrors(MemorySegment host) {
    return mirrors.find(host) != null;
  }

  @Override
  public void flush() {
    requireUsable();
  }

  @Override
  public synchronized void finish() {
    requireUsable();
    for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
      next.run();
      requireUsable();
    }
  }

  @Override
  public synchronized long memoryInUse() {
    return memoryInUse;
  }

  @Override
  public synchronized long memoryLeft() {
    return limit - memoryInUse;
  }

  @Override
  public synchronized void profile(boolean wanted) {
    profiled = wanted;
  }

  @Override
  public synchronized DeviceException lost() {
    return lost;
  }

  @Override
  public synchronized LiveObjects liveObjects() {
    return new LiveObjects(buffers, 0, 0);
  }

  @Override
  public synchronized void close() {
    if (lost == null) {
      finish();
    }
    release();
    lost =
        lost != null
            ? lost
            : new DeviceException(DeviceException.Reason.LOST, "the device is closed; open it");
  }

  private void release() {
    queue.clear();
    mirrors.clear().forEach(FakeMemory::release);
  }

  private synchronized void requireUsable() {
    if (lost != null) {
      throw new DeviceException(lost.reason(), lost.getMessage(), lost);
    }
  }

  private void runOne(Task task) {
    if (faults.losesAt(tasksRun)) {
      lost =
          new DeviceException(
              DeviceException.Reason.LOST, "the device was lost (injected); open it again");
      release();
      throw lost;
    }
    tasksRun++;
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }

  /** Binds to mirrors, and to nothing else. */
  private final class ToMirrors implements Translation {
    @Override
    public MemorySegment translate(MemorySegment segment) {
      synchronized (FakeDevice.this) {
        Place<FakeMemory> place = mirrors.find(segment);
        if (place == null && segment.byteSize() == 0) {
          return segment;
        }
        if (place == null) {
          throw new IllegalArgumentException(
              "memory of " + segment.byteSize() + " bytes has no mirror on " + description.label());
        }
        return place.value().copy.asSlice(place.byteOffset(), segment.byteSize());
      }
    }

    @Override
    public List<Task> bind(Supplier<List<Task>> binding) {
      requireUsable();
      List<Task> tasks = new ArrayList<>();
      for (Task task : binding.get()) {
        tasks.add(new FakeTask(task));
      }
      return tasks;
    }
  }

  /** A task in the queue. */
  private final class FakeTask implements DeviceTask {
    private final Task inner;
    private long nanos;

    FakeTask(Task inner) {
      this.inner = inner;
    }

    @Override
    public Device device() {
      return FakeDevice.this;
    }

    @Override
    public String kernel() {
      return inner.getClass().getSimpleName();
    }

    @Override
    public long deviceNanos() {
      return nanos;
    }

    @Override
    public int parts() {
      return inner.parts() == 0 ? 0 : 1;
    }

    @Override
    public void run(int part, int worker) {
      synchronized (FakeDevice.this) {
        requireUsable();
        queue.add(() -> {
          long start = System.nanoTime();
          runOne(inner);
          nanos += profiled ? Math.max(1, System.nanoTime() - start) : 0;
        });
      }
    }
  }

  /** A mirror. */
  private final class FakeMemory implements DeviceMemory {
    private final MemorySegment host;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment copy;
    private boolean closed;

    FakeMemory(MemorySegment host) {
      this.host = host;
      this.copy = arena.allocate(Math.max(1, host.byteSize()), 64).fill(UNDEFINED);
    }

    @Override
    public MemorySegment host() {
      return host;
    }

    @Override
    public void upload(long byteOffset, long byteSize) {
      synchronized (FakeDevice.this) {
        finish();
        MemorySegment.copy(host, byteOffset, copy, byteOffset, byteSize);
        bytesUploaded += byteSize;
      }
    }

    @Override
    public void download(long byteOffset, long byteSize) {
      synchronized (FakeDevice.this) {
        finish();
        copyBack(byteOffset, byteSize);
      }
    }

    @Override
    public void downloadLater(long byteOffset, long byteSize) {
      synchronized (FakeDevice.this) {
        requireUsable();
        queue.add(() -> copyBack(byteOffset, byteSize));
      }
    }

    private void copyBack(long byteOffset, long byteSize) {
      MemorySegment.copy(copy, byteOffset, host, byteOffset, byteSize);
      bytesDownloaded += byteSize;
    }

    @Override
    public void close() {
      synchronized (FakeDevice.this) {
        if (!closed) {
          if (lost == null) {
            finish();
          }
          mirrors.remove(host);
          release();
        }
      }
    }

    void release() {
      if (!closed) {
        closed = true;
        memoryInUse -= host.byteSize();
        buffers--;
        arena.close();
      }
    }
  }
}
