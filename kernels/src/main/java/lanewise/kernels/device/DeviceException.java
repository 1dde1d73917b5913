package lanewise.kernels.device;

/** A device or its driver failed, or has too little memory. */
public final class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Reason {
    /** There is no such device, or its driver cannot be used. */
    UNAVAILABLE,
    /** Less memory than was asked for; the device is as before. */
    OUT_OF_MEMORY,
    /** A program did not compile; the device is as before. */
    BUILD,
    /** The device is of no use any more; open it again. */
    LOST
  }

  private final Reason reason;

  /**
   * @param message what was asked, what is there, the driver's own code, and what to do
   */
  public DeviceException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /**
   * @param message what was asked, what is there, the driver's own code, and what to do
   */
  public DeviceException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
