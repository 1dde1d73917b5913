package lanewise.opencl.driver;

import static org.jocl.CL.CL_INVALID_BUFFER_SIZE;
import static org.jocl.CL.CL_MEM_OBJECT_ALLOCATION_FAILURE;
import static org.jocl.CL.stringFor_errorCode;

import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceException.Reason;

/** What a device's driver answered, in words. */
final class Failures {
  private final DeviceInfo info;
  private final Faults faults;

  Failures(DeviceInfo info, Faults faults) {
    this.info = info;
    this.faults = faults;
  }

  int answer(String call, int code) {
    return faults.answer(call, code);
  }

  static String codeName(int code) {
    String name = stringFor_errorCode(code);
    return name.startsWith("CL_") ? name : "code " + code;
  }

  /** Whether a code says that memory is short, and nothing else is wrong. */
  static boolean isMemory(int code) {
    return code == CL_MEM_OBJECT_ALLOCATION_FAILURE || code == CL_INVALID_BUFFER_SIZE;
  }

  /**
   * @param bytes what was asked, or 0 where the driver took the memory for a command
   * @param codeName the driver's answer, or null where it was not even asked
   */
  DeviceException memory(String purpose, long bytes, long inUse, long limit, String codeName) {
    StringBuilder message = new StringBuilder(purpose);
    message.append(bytes == 0 ? " needs more device memory than there is; " : " needs ");
    if (bytes != 0) {
      message.append(bytes).append(" bytes of device memory; ");
    }
    message.append(inUse).append(" of ").append(limit).append(" bytes of ").append(info.name());
    message.append(" are in use");
    if (bytes > info.largestAllocationBytes()) {
      message
          .append(", and one allocation may have ")
          .append(info.largestAllocationBytes())
          .append(" at most");
    }
    if (codeName != null) {
      message.append(" (the driver answered ").append(codeName).append(')');
    }
    message.append("; use a smaller model or batch, another device, or the CPU");
    return new DeviceException(Reason.OUT_OF_MEMORY, message.toString());
  }

  DeviceException build(String what, String call, int code) {
    return new DeviceException(
        Reason.BUILD, what + " on " + info.name() + ": " + call + " gave " + codeName(code));
  }

  DeviceException unavailable(String call, int code) {
    return new DeviceException(
        Reason.UNAVAILABLE,
        info.name()
            + " (driver "
            + info.driver()
            + ") cannot be opened: "
            + call
            + " gave "
            + codeName(code)
            + "; see whether another process holds it, or compute on the CPU");
  }

  DeviceException lost(String call, int code, String what) {
    return new DeviceException(
        Reason.LOST,
        info.name()
            + " is lost: "
            + call
            + " for "
            + what
            + " gave "
            + codeName(code)
            + "; everything on it has been released, open it again or compute on the CPU");
  }

  DeviceException closed() {
    return new DeviceException(Reason.LOST, info.name() + " has been closed; open it again");
  }
}
