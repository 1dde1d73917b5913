package lanewise.opencl.driver;

import static org.jocl.CL.CL_DEVICE_NOT_FOUND;
import static org.jocl.CL.CL_DEVICE_TYPE_ALL;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clGetDeviceIDs;
import static org.jocl.CL.clGetPlatformIDs;
import static org.jocl.CL.stringFor_errorCode;

import java.util.ArrayList;
import java.util.List;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * The devices of all drivers on this machine.
 *
 * @param refusals why a library, a driver or a device could not be used
 */
public record Platforms(List<FoundDevice> devices, List<String> refusals) {
  /** What a driver's loader answers where no driver is installed. */
  private static final int PLATFORM_NOT_FOUND = -1001;

  private static final int MOST = 256;

  public Platforms {
    devices = List.copyOf(devices);
    refusals = List.copyOf(refusals);
  }

  /** Asks every driver; whatever fails is among the refusals. */
  public static Platforms read() {
    List<FoundDevice> devices = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    try {
      readPlatforms(devices, refusals);
    } catch (LinkageError e) {
      refusals.add(explained(e));
    } catch (UnsupportedOperationException e) {
      refusals.add("the OpenCL library lacks a function: " + e.getMessage());
    } catch (CLException e) {
      refusals.add("the OpenCL library failed: " + e.getMessage());
    }
    return new Platforms(devices, refusals);
  }

  private static void readPlatforms(List<FoundDevice> devices, List<String> refusals) {
    int[] count = new int[1];
    int code = clGetPlatformIDs(0, null, count);
    if (code == PLATFORM_NOT_FOUND || code == CL_SUCCESS && count[0] == 0) {
      refusals.add(
          "no OpenCL driver is installed; install the GPU vendor's, or pocl-opencl-icd for the CPU");
      return;
    }
    if (code != CL_SUCCESS) {
      refusals.add("clGetPlatformIDs failed with " + stringFor_errorCode(code));
      return;
    }
    cl_platform_id[] platforms = new cl_platform_id[Math.min(MOST, count[0])];
    code = clGetPlatformIDs(platforms.length, platforms, null);
    if (code != CL_SUCCESS) {
      refusals.add("clGetPlatformIDs failed with " + stringFor_errorCode(code));
      return;
    }
    for (int i = 0; i < platforms.length; i++) {
      readDevices(i, platforms[i], devices, refusals);
    }
  }

  private static void readDevices(
      int index, cl_platform_id platform, List<FoundDevice> devices, List<String> refusals) {
    int[] count = new int[1];
    int code = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, null, count);
    if (code == CL_DEVICE_NOT_FOUND || code == CL_SUCCESS && count[0] == 0) {
      refusals.add("platform " + index + " has no device");
      return;
    }
    cl_device_id[] ids = new cl_device_id[Math.clamp(count[0], 0, MOST)];
    if (code == CL_SUCCESS) {
      code = clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, ids.length, ids, null);
    }
    if (code != CL_SUCCESS) {
      refusals.add(
          "platform " + index + ": clGetDeviceIDs failed with " + stringFor_errorCode(code));
      return;
    }
    for (int i = 0; i < ids.length; i++) {
      try {
        DeviceInfo info = new InfoReader(platform, ids[i]).read();
        devices.add(new FoundDevice(platform, ids[i], info));
      } catch (DriverCallException | CLException e) {
        refusals.add("device " + i + " of platform " + index + ": " + e.getMessage());
      }
    }
  }

  /** One line of what JOCL tells in a page. */
  private static String explained(LinkageError error) {
    String message = "";
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        message = cause.getMessage();
      }
    }
    String first = message.lines().findFirst().orElse("").strip();
    return "JOCL's native library cannot be used ("
        + (first.isEmpty() ? error.getClass().getSimpleName() : first)
        + "); it needs a folder for temporary files that may hold libraries (java.io.tmpdir), native"
        + " access, and an OpenCL loader such as Debian's ocl-icd-libopencl1";
  }
}
