package lanewise.opencl.driver;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import lanewise.kernels.device.DeviceMemory;
import org.jocl.Pointer;
import org.jocl.cl_mem;

/** A mirror: one buffer of the driver's. */
final class DeviceBuffer implements DeviceMemory {
  /** JOCL takes a direct buffer, and that holds less than 2 GiB. */
  private static final long MOST_AT_ONCE = 1L << 30;

  private final DeviceContext context;
  private final MemorySegment host;
  final cl_mem handle;

  /** Where the driver finds the handle when it becomes a kernel's argument. */
  final Pointer argument;

  private boolean closed;

  DeviceBuffer(DeviceContext context, MemorySegment host, cl_mem handle) {
    this.context = context;
    this.host = host;
    this.handle = handle;
    this.argument = Pointer.to(handle);
  }

  @Override
  public MemorySegment host() {
    return host;
  }

  @Override
  public void upload(long byteOffset, long byteSize) {
    requireRange(byteOffset, byteSize);
    for (long done = 0; done < byteSize; done += MOST_AT_ONCE) {
      long at = byteOffset + done;
      context.write(this, at, bytes(at, Math.min(MOST_AT_ONCE, byteSize - done)));
    }
  }

  @Override
  public void download(long byteOffset, long byteSize) {
    read(byteOffset, byteSize, true);
  }

  @Override
  public void downloadLater(long byteOffset, long byteSize) {
    read(byteOffset, byteSize, false);
  }

  private void read(long byteOffset, long byteSize, boolean wait) {
    requireRange(byteOffset, byteSize);
    for (long done = 0; done < byteSize; done += MOST_AT_ONCE) {
      long at = byteOffset + done;
      context.read(this, at, bytes(at, Math.min(MOST_AT_ONCE, byteSize - done)), wait);
    }
  }

  private ByteBuffer bytes(long byteOffset, long byteSize) {
    return host.asSlice(byteOffset, byteSize).asByteBuffer();
  }

  private void requireRange(long byteOffset, long byteSize) {
    if (byteOffset < 0 || byteSize < 0 || byteOffset > host.byteSize() - byteSize) {
      throw new IndexOutOfBoundsException(
          byteSize
              + " bytes from byte "
              + byteOffset
              + " on are not all in a mirror of "
              + host.byteSize());
    }
  }

  boolean closed() {
    return closed;
  }

  /** Called under the context's lock. */
  void markClosed() {
    closed = true;
  }

  @Override
  public void close() {
    context.release(this);
  }
}
