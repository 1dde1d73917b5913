package lanewise.opencl.driver;

import static org.jocl.CL.CL_MEM_COPY_HOST_PTR;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateKernel;
import static org.jocl.CL.clEnqueueMigrateMemObjects;
import static org.jocl.CL.clEnqueueNDRangeKernel;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueWriteBuffer;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clFlush;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import lanewise.kernels.device.AddressMap;
import lanewise.kernels.device.AddressMap.Place;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.Device.LiveObjects;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceSettings;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/**
 * One opened device: its queue, its mirrors and its programs. Thread-safe by one lock.
 *
 * <p>A call to the driver that fails loses the device, except where memory or a program was asked
 * for.
 */
public final class DeviceContext {
  private final ReentrantLock lock = new ReentrantLock();
  private final DeviceInfo info;
  private final Handles handles;
  private final Failures failures;
  private final ProgramBuilder builder;
  private final Profile profile = new Profile();
  private final AddressMap<DeviceBuffer> mirrors = new AddressMap<>();
  private final Map<ProgramSource, cl_program> programs = new HashMap<>();
  private final Map<ProgramSource, Map<String, CompiledKernel>> kernels = new HashMap<>();
  private final long limit;
  private final Device device;
  private IndexReport indexReport;
  private long memoryInUse;
  private int liveBuffers;
  private DeviceException lost;

  /**
   * Opens a device.
   *
   * @param device what this is the inside of
   * @throws DeviceException if the driver fails
   */
  public DeviceContext(FoundDevice found, DeviceSettings settings, Faults faults, Device device) {
    this.info = found.info();
    this.device = device;
    this.failures = new Failures(info, faults);
    this.handles = Handles.create(found, failures);
    this.builder =
        new ProgramBuilder(handles.context(), found.device(), info, settings.cacheFolder());
    long wanted = settings.memoryLimitBytes();
    this.limit = wanted == 0 ? info.memoryBytes() : Math.min(wanted, info.memoryBytes());
    profile.on(settings.profile());
  }

  public DeviceInfo info() {
    return info;
  }

  public Device device() {
    return device;
  }

  /** A kernel, its program built when it is first asked for. */
  CompiledKernel kernel(ProgramSource source, String name) {
    lock.lock();
    try {
      requireUsable();
      Map<String, CompiledKernel> ofProgram =
          kernels.computeIfAbsent(source, any -> new HashMap<>());
      CompiledKernel kernel = ofProgram.get(name);
      if (kernel == null) {
        cl_program program = programs.get(source);
        if (program == null) {
          program = builder.build(source);
          programs.put(source, program);
        }
        kernel = new CompiledKernel(name, create(program, source, name));
        ofProgram.put(name, kernel);
      }
      return kernel;
    } finally {
      lock.unlock();
    }
  }

  private cl_kernel create(cl_program program, ProgramSource source, String name) {
    int[] code = new int[1];
    cl_kernel handle = clCreateKernel(program, name, code);
    int answer = failures.answer("clCreateKernel", code[0]);
    if (answer != CL_SUCCESS) {
      throw failures.build("kernel " + name + " of " + source.name(), "clCreateKernel", answer);
    }
    return handle;
  }

  /** Makes a mirror; see {@link Device#mirror}. */
  public DeviceMemory mirror(MemorySegment host, String purpose) {
    lock.lock();
    try {
      requireUsable();
      long bytes = Math.max(1, host.byteSize());
      if (bytes > limit - memoryInUse) {
        throw failures.memory(purpose, bytes, memoryInUse, limit, null);
      }
      int[] code = new int[1];
      cl_mem handle = null;
      try {
        handle = clCreateBuffer(handles.context(), CL_MEM_READ_WRITE, bytes, null, code);
      } catch (CLException e) {
        code[0] = e.getStatus();
      }
      int answer = failures.answer("clCreateBuffer", code[0]);
      if (answer == CL_SUCCESS && info.gpu()) {
        // Many drivers find the memory only when a command first needs it; it is better known now.
        answer = place(handle);
      }
      if (answer != CL_SUCCESS) {
        Handles.release(handle);
        throw failures.memory(purpose, bytes, memoryInUse, limit, Failures.codeName(answer));
      }
      DeviceBuffer buffer = new DeviceBuffer(this, host, handle);
      try {
        mirrors.add(host, buffer);
      } catch (IllegalArgumentException e) {
        Handles.release(handle);
        throw new IllegalArgumentException(purpose + ": " + e.getMessage(), e);
      }
      liveBuffers++;
      memoryInUse += bytes;
      return buffer;
    } finally {
      lock.unlock();
    }
  }

  private int place(cl_mem handle) {
    try {
      int code =
          clEnqueueMigrateMemObjects(
              handles.queue(),
              1,
              new cl_mem[] {handle},
              CL_MIGRATE_MEM_OBJECT_CONTENT_UNDEFINED,
              0,
              null,
              null);
      return failures.answer("clEnqueueMigrateMemObjects", code);
    } catch (CLException e) {
      return e.getStatus();
    }
  }

  void release(DeviceBuffer buffer) {
    lock.lock();
    try {
      if (!buffer.closed()) {
        if (lost == null) {
          finishQueue();
        }
        forget(buffer);
        mirrors.remove(buffer.host());
      }
    } finally {
      lock.unlock();
    }
  }

  private void forget(DeviceBuffer buffer) {
    if (!buffer.closed()) {
      buffer.markClosed();
      liveBuffers--;
      memoryInUse -= Math.max(1, buffer.host().byteSize());
      Handles.release(buffer.handle);
    }
  }

  /** Whether all of a segment lies in one mirror. */
  public boolean mirrors(MemorySegment host) {
    lock.lock();
    try {
      return host.byteSize() == 0 || mirrors.find(host) != null;
    } finally {
      lock.unlock();
    }
  }

  /** The mirror that a segment lies in. */
  Place<DeviceBuffer> locate(String operand, MemorySegment segment) {
    lock.lock();
    try {
      requireUsable();
      Place<DeviceBuffer> place = mirrors.find(segment);
      if (place == null) {
        throw new IllegalArgumentException(
            operand
                + ", "
                + segment.byteSize()
                + " bytes, has no mirror on "
                + info.name()
                + "; mirror it before its task is bound");
      }
      return place;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a place in a segment lies at a multiple of {@code alignment} in its mirror. */
  public boolean aligned(String operand, MemorySegment segment, long byteOffset, int alignment) {
    return segment.byteSize() == 0
        || (locate(operand, segment).byteOffset() + byteOffset) % alignment == 0;
  }

  /**
   * Where byte {@code byteOffset} of a segment lies in its mirror; 0 for an empty segment.
   *
   * @throws IllegalArgumentException if the segment has no mirror
   */
  public long start(String operand, MemorySegment segment, long byteOffset) {
    return segment.byteSize() == 0
        ? 0
        : Math.addExact(locate(operand, segment).byteOffset(), byteOffset);
  }

  /** Where kernels report indices outside their tables; made when a kernel first asks. */
  DeviceBuffer indexReport() {
    lock.lock();
    try {
      requireUsable();
      if (indexReport == null) {
        int[] code = new int[1];
        cl_mem handle = null;
        try {
          handle =
              clCreateBuffer(
                  handles.context(),
                  CL_MEM_READ_WRITE | CL_MEM_COPY_HOST_PTR,
                  IndexReport.BYTES,
                  Pointer.to(new byte[IndexReport.BYTES]),
                  code);
        } catch (CLException e) {
          code[0] = e.getStatus();
        }
        require("clCreateBuffer", code[0], "the report of indices");
        indexReport = new IndexReport(this, handle);
      }
      return indexReport.buffer;
    } finally {
      lock.unlock();
    }
  }

  /** Throws what this thread's kernels reported since it last waited; the queue has ended. */
  private void checkIndexes() {
    int slot = indexReport == null ? -1 : indexReport.slot();
    if (slot < 0) {
      return;
    }
    DeviceBuffer buffer = indexReport.buffer;
    long at = (long) slot * IndexReport.SLOT_BYTES;
    transfer(buffer, at, indexReport.words().asByteBuffer(), false, true);
    IndexOutOfBoundsException outside = indexReport.outside(slot);
    if (outside != null) {
      transfer(buffer, at, indexReport.words().asByteBuffer(), true, true);
      throw outside;
    }
  }

  void enqueue(KernelTask task) {
    lock.lock();
    try {
      requireUsable();
      for (DeviceBuffer buffer : task.arguments.buffers()) {
        if (buffer != null && buffer.closed()) {
          throw new IllegalStateException(
              "kernel " + task.kernel.name + " is bound to a mirror that has been closed");
        }
      }
      int reportAt = task.arguments.reportAt();
      if (reportAt >= 0) {
        long word = (long) indexReport.take() * IndexReport.SLOT_WORDS;
        task.arguments.bits()[reportAt] = word;
      }
      cl_event event = profile.event();
      int code;
      String call = "clSetKernelArg";
      try {
        code = task.kernel.set(task.arguments);
        if (code == CL_SUCCESS) {
          call = "clEnqueueNDRangeKernel";
          code =
              clEnqueueNDRangeKernel(
                  handles.queue(),
                  task.kernel.handle,
                  task.global.length,
                  null,
                  task.global,
                  task.local,
                  0,
                  null,
                  event);
        }
      } catch (CLException e) {
        code = e.getStatus();
      }
      require(call, code, task.kernel.name);
      if (event != null && profile.add(task, event)) {
        finishQueue();
      }
    } finally {
      lock.unlock();
    }
  }

  void write(DeviceBuffer buffer, long byteOffset, ByteBuffer bytes) {
    transfer(buffer, byteOffset, bytes, true, true);
  }

  void read(DeviceBuffer buffer, long byteOffset, ByteBuffer bytes, boolean wait) {
    lock.lock();
    try {
      transfer(buffer, byteOffset, bytes, false, wait);
      if (wait) {
        checkIndexes();
      }
    } finally {
      lock.unlock();
    }
  }

  private void transfer(
      DeviceBuffer buffer, long byteOffset, ByteBuffer bytes, boolean toDevice, boolean wait) {
    lock.lock();
    try {
      requireUsable();
      if (buffer.closed()) {
        throw new IllegalStateException("this mirror has been closed");
      }
      Pointer pointer = Pointer.to(bytes);
      long size = bytes.remaining();
      String call = toDevice ? "clEnqueueWriteBuffer" : "clEnqueueReadBuffer";
      int code;
      try {
        code =
            toDevice
                ? clEnqueueWriteBuffer(
                    handles.queue(), buffer.handle, wait, byteOffset, size, pointer, 0, null, null)
                : clEnqueueReadBuffer(
                    handles.queue(), buffer.handle, wait, byteOffset, size, pointer, 0, null, null);
      } catch (CLException e) {
        code = e.getStatus();
      }
      require(call, code, size + " bytes");
    } finally {
      lock.unlock();
    }
  }

  /** Starts what the queue holds. */
  public void flush() {
    lock.lock();
    try {
      requireUsable();
      int code;
      try {
        code = clFlush(handles.queue());
      } catch (CLException e) {
        code = e.getStatus();
      }
      require("clFlush", code, "the queue");
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for the queue.
   *
   * @throws IndexOutOfBoundsException if a kernel met an index outside its table since the host
   *     last waited
   */
  public void finish() {
    lock.lock();
    try {
      finishQueue();
      checkIndexes();
    } finally {
      lock.unlock();
    }
  }

  private void finishQueue() {
    lock.lock();
    try {
      requireUsable();
      int code;
      try {
        code = clFinish(handles.queue());
      } catch (CLException e) {
        code = e.getStatus();
      }
      require("clFinish", code, "the queue");
      profile.drain();
    } finally {
      lock.unlock();
    }
  }

  public long memoryInUse() {
    lock.lock();
    try {
      return memoryInUse;
    } finally {
      lock.unlock();
    }
  }

  public long memoryLeft() {
    lock.lock();
    try {
      return limit - memoryInUse;
    } finally {
      lock.unlock();
    }
  }

  /** Whether each task is measured from now on. */
  public void profile(boolean wanted) {
    lock.lock();
    try {
      profile.on(wanted);
    } finally {
      lock.unlock();
    }
  }

  /** Why this device is of no use any more, or null. */
  public DeviceException lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }

  public LiveObjects liveObjects() {
    lock.lock();
    try {
      int count = kernels.values().stream().mapToInt(Map::size).sum();
      return new LiveObjects(liveBuffers, profile.pending(), count);
    } finally {
      lock.unlock();
    }
  }

  /** Waits and releases everything. A second call does nothing. */
  public void close() {
    lock.lock();
    try {
      if (lost == null) {
        try {
          finishQueue();
        } finally {
          if (lost == null) {
            lost = failures.closed();
            releaseAll();
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void require(String call, int code, String what) {
    int answer = failures.answer(call, code);
    if (answer == CL_SUCCESS) {
      return;
    }
    if (Failures.isMemory(answer)) {
      throw failures.memory(what, 0, memoryInUse, limit, Failures.codeName(answer));
    }
    lost = failures.lost(call, answer, what);
    releaseAll();
    throw lost;
  }

  private void requireUsable() {
    if (lost != null) {
      throw new DeviceException(lost.reason(), lost.getMessage(), lost);
    }
  }

  private void releaseAll() {
    handles.settle();
    profile.release();
    if (indexReport != null) {
      Handles.release(indexReport.buffer.handle);
      indexReport = null;
    }
    mirrors.clear().forEach(this::forget);
    for (Map<String, CompiledKernel> ofProgram : kernels.values()) {
      ofProgram.values().forEach(kernel -> Handles.release(kernel.handle));
    }
    kernels.clear();
    programs.values().forEach(Handles::release);
    programs.clear();
    handles.release();
  }
}
