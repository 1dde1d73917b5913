package lanewise.kernels.ceiling;

/** A loop that does one thing as fast as the CPU can, some tens of microseconds a call. */
interface CeilingLoop {
  /** Operations or bytes of one call. */
  double workPerCall();

  /**
   * Runs the loop once.
   *
   * @param worker whose memory is read, where the loop reads any
   * @return a number that depends on all the work, so that no compiler may leave it out
   */
  long call(int worker);
}
