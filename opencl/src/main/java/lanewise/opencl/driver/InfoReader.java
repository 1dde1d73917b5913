package lanewise.opencl.driver;

import static org.jocl.CL.CL_DEVICE_COMPILER_AVAILABLE;
import static org.jocl.CL.CL_DEVICE_DOUBLE_FP_CONFIG;
import static org.jocl.CL.CL_DEVICE_EXTENSIONS;
import static org.jocl.CL.CL_DEVICE_GLOBAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_LOCAL_MEM_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_COMPUTE_UNITS;
import static org.jocl.CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE;
import static org.jocl.CL.CL_DEVICE_MAX_WORK_GROUP_SIZE;
import static org.jocl.CL.CL_DEVICE_NAME;
import static org.jocl.CL.CL_DEVICE_OPENCL_C_VERSION;
import static org.jocl.CL.CL_DEVICE_SINGLE_FP_CONFIG;
import static org.jocl.CL.CL_DEVICE_TYPE;
import static org.jocl.CL.CL_DEVICE_TYPE_CPU;
import static org.jocl.CL.CL_DEVICE_TYPE_GPU;
import static org.jocl.CL.CL_DEVICE_VENDOR;
import static org.jocl.CL.CL_DRIVER_VERSION;
import static org.jocl.CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT;
import static org.jocl.CL.CL_FP_FMA;
import static org.jocl.CL.CL_PLATFORM_NAME;
import static org.jocl.CL.clGetDeviceInfo;
import static org.jocl.CL.clGetPlatformInfo;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanewise.kernels.device.DeviceDescription.Kind;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** Asks a driver what a device is. */
final class InfoReader {
  /** From {@code cl_nv_device_attribute_query}. */
  private static final int CAPABILITY_MAJOR = 0x4000;

  private static final int CAPABILITY_MINOR = 0x4001;
  private static final long LONGEST_TEXT = 1 << 20;
  private static final Pattern LANGUAGE = Pattern.compile("OpenCL C (\\d)\\.(\\d).*");

  private final cl_platform_id platform;
  private final cl_device_id device;

  InfoReader(cl_platform_id platform, cl_device_id device) {
    this.platform = platform;
    this.device = device;
  }

  /**
   * Everything about the device.
   *
   * @throws DriverCallException if the driver does not tell, or the device cannot serve
   */
  DeviceInfo read() {
    String name = text(CL_DEVICE_NAME);
    if (number(CL_DEVICE_COMPILER_AVAILABLE, Integer.BYTES) == 0) {
      throw new DriverCallException(name + " has no compiler for OpenCL C", 0);
    }
    long floats = number(CL_DEVICE_SINGLE_FP_CONFIG, Long.BYTES);
    if ((floats & CL_FP_FMA) == 0) {
      throw new DriverCallException(name + " has no fused multiply-add", 0);
    }
    Set<String> extensions =
        new TreeSet<>(Set.of(text(CL_DEVICE_EXTENSIONS).trim().split(" +", -1)));
    extensions.remove("");
    if (number(CL_DEVICE_DOUBLE_FP_CONFIG, Long.BYTES) != 0) {
      extensions.add("cl_khr_fp64");
    }
    long type = number(CL_DEVICE_TYPE, Long.BYTES);
    int capability =
        extensions.contains("cl_nv_device_attribute_query")
            ? (int)
                (number(CAPABILITY_MAJOR, Integer.BYTES) * 10
                    + number(CAPABILITY_MINOR, Integer.BYTES))
            : 0;
    return new DeviceInfo(
        platformText(CL_PLATFORM_NAME),
        text(CL_DEVICE_VENDOR),
        name,
        text(CL_DRIVER_VERSION),
        (type & CL_DEVICE_TYPE_GPU) != 0
            ? Kind.GPU
            : (type & CL_DEVICE_TYPE_CPU) != 0 ? Kind.CPU : Kind.ACCELERATOR,
        number(CL_DEVICE_GLOBAL_MEM_SIZE, Long.BYTES),
        number(CL_DEVICE_MAX_MEM_ALLOC_SIZE, Long.BYTES),
        (int) number(CL_DEVICE_MAX_COMPUTE_UNITS, Integer.BYTES),
        languageVersion(text(CL_DEVICE_OPENCL_C_VERSION)),
        number(CL_DEVICE_LOCAL_MEM_SIZE, Long.BYTES),
        number(CL_DEVICE_MAX_WORK_GROUP_SIZE, Long.BYTES),
        (floats & CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
        capability,
        extensions);
  }

  /** 12 for {@code OpenCL C 1.2 …}. */
  static int languageVersion(String text) {
    Matcher matcher = LANGUAGE.matcher(text);
    if (!matcher.matches()) {
      throw new DriverCallException("no version of OpenCL C in \"" + text + "\"", 0);
    }
    return Integer.parseInt(matcher.group(1)) * 10 + Integer.parseInt(matcher.group(2));
  }

  private String platformText(int what) {
    long[] size = new long[1];
    require("clGetPlatformInfo", clGetPlatformInfo(platform, what, 0, null, size));
    byte[] bytes = room(size[0]);
    require(
        "clGetPlatformInfo",
        clGetPlatformInfo(platform, what, bytes.length, Pointer.to(bytes), null));
    return withoutEnd(bytes);
  }

  private String text(int what) {
    long[] size = new long[1];
    require("clGetDeviceInfo", clGetDeviceInfo(device, what, 0, null, size));
    byte[] bytes = room(size[0]);
    require(
        "clGetDeviceInfo", clGetDeviceInfo(device, what, bytes.length, Pointer.to(bytes), null));
    return withoutEnd(bytes);
  }

  private static byte[] room(long size) {
    if (size < 0 || size > LONGEST_TEXT) {
      throw new DriverCallException("the driver answers with a text of " + size + " bytes", 0);
    }
    return new byte[(int) size];
  }

  private static String withoutEnd(byte[] bytes) {
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8).trim();
  }

  private long number(int what, int bytes) {
    long[] value = new long[1];
    require("clGetDeviceInfo", clGetDeviceInfo(device, what, bytes, Pointer.to(value), null));
    return bytes == Integer.BYTES ? value[0] & 0xFFFFFFFFL : value[0];
  }

  private static void require(String call, int code) {
    if (code != 0) {
      throw new DriverCallException(call, code);
    }
  }

  /** JOCL throws by itself where some other user of it switched that on. */
  static DriverCallException thrown(String call, CLException e) {
    return new DriverCallException(call, e.getStatus());
  }
}
