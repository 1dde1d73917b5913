package lanewise.opencl.driver;

/** What a driver's calls answer, so that tests can let them fail. */
@FunctionalInterface
public interface Faults {
  /** Every call answers what the driver answered. */
  Faults NONE = (call, code) -> code;

  /**
   * The code to go on with.
   *
   * @param call such as {@code clFinish}
   * @param code what the driver answered; 0 is success
   */
  int answer(String call, int code);
}
