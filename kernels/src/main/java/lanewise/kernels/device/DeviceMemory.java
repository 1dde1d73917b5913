package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;

/**
 * The mirror of a range of host addresses. Whoever asked for it closes it; tasks bound to it must
 * not run afterwards. Thread-safe.
 */
public interface DeviceMemory extends AutoCloseable {
  /** The host memory that this mirrors. */
  MemorySegment host();

  /**
   * Copies host bytes to the device, in the queue's order, and returns when the host's may change
   * again.
   *
   * @param byteOffset from the start of {@link #host}
   */
  void upload(long byteOffset, long byteSize);

  /** Copies device bytes to the host's, in the queue's order, and waits for them. */
  void download(long byteOffset, long byteSize);

  /**
   * Hands the copy to the queue and returns; the host's bytes are there after {@link
   * Device#finish}, and must stay alive until then.
   */
  void downloadLater(long byteOffset, long byteSize);

  /** Uploads all of it. */
  default void upload() {
    upload(0, host().byteSize());
  }

  /** Downloads all of it. */
  default void download() {
    download(0, host().byteSize());
  }

  /** Waits for the queue and gives the device's memory back. A second call does nothing. */
  @Override
  void close();
}
