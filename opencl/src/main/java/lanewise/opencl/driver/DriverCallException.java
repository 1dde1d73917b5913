package lanewise.opencl.driver;

import org.jocl.CL;

/** A driver refused a call while devices were looked for. */
final class DriverCallException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param code OpenCL's, or 0 where the driver answered and the answer will not do
   */
  DriverCallException(String call, int code) {
    super(code == 0 ? call : call + " failed with " + CL.stringFor_errorCode(code));
  }
}
