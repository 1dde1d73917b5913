package lanewise.kernels.device;

/**
 * A device has no kernel for what was to be bound: types, an option, or memory that lies in a way
 * it cannot read. Thrown at binding alone; another tier's kernel does it.
 */
public final class DeviceUnsupportedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what was asked, and what the device takes
   */
  public DeviceUnsupportedException(String message) {
    super(message);
  }
}
