package lanewise.opencl.driver;

import static org.jocl.CL.CL_PROGRAM_BINARIES;
import static org.jocl.CL.CL_PROGRAM_BINARY_SIZES;
import static org.jocl.CL.CL_PROGRAM_BUILD_LOG;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clBuildProgram;
import static org.jocl.CL.clCreateProgramWithBinary;
import static org.jocl.CL.clCreateProgramWithSource;
import static org.jocl.CL.clGetProgramBuildInfo;
import static org.jocl.CL.clGetProgramInfo;
import static org.jocl.CL.clReleaseProgram;
import static org.jocl.CL.stringFor_errorCode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import lanewise.kernels.device.DeviceException;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_context;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/** Builds programs for one device, from the cache where it has them. */
final class ProgramBuilder {
  private static final int LONGEST_LOG = 8_000;

  private final cl_context context;
  private final cl_device_id device;
  private final DeviceInfo info;
  private final ProgramCache cache;

  ProgramBuilder(cl_context context, cl_device_id device, DeviceInfo info, Path cacheFolder) {
    this.context = context;
    this.device = device;
    this.info = info;
    this.cache = new ProgramCache(cacheFolder == null ? null : cacheFolder.resolve("programs"));
  }

  /**
   * A built program, which the caller releases.
   *
   * @throws DeviceException with the compiler's log if it does not compile
   */
  cl_program build(ProgramSource source) {
    String text = source.text();
    String options = source.options(info);
    byte[] key = ProgramCache.key(info, text, options);
    byte[] binary = cache.load(key);
    if (binary != null) {
      cl_program program = fromBinary(binary, options);
      if (program != null) {
        return program;
      }
    }
    cl_program program = fromSource(source, text, options);
    byte[] built = binaryOf(program);
    if (built != null) {
      cache.store(key, built);
    }
    return program;
  }

  private cl_program fromSource(ProgramSource source, String text, String options) {
    int[] code = new int[1];
    cl_program program;
    try {
      program = clCreateProgramWithSource(context, 1, new String[] {text}, null, code);
    } catch (CLException e) {
      throw failed(source, "clCreateProgramWithSource", e.getStatus(), "");
    }
    if (code[0] != CL_SUCCESS) {
      throw failed(source, "clCreateProgramWithSource", code[0], "");
    }
    int answer = buildCode(program, options);
    if (answer != CL_SUCCESS) {
      String log = log(program);
      clReleaseProgram(program);
      throw failed(source, "clBuildProgram", answer, log);
    }
    return program;
  }

  /** Null where the driver does not take it: it is then built from its source. */
  private cl_program fromBinary(byte[] binary, String options) {
    int[] code = new int[1];
    cl_program program;
    try {
      program =
          clCreateProgramWithBinary(
              context,
              1,
              new cl_device_id[] {device},
              new long[] {binary.length},
              new byte[][] {binary},
              new int[1],
              code);
    } catch (CLException e) {
      return null;
    }
    if (code[0] != CL_SUCCESS) {
      return null;
    }
    if (buildCode(program, options) != CL_SUCCESS) {
      clReleaseProgram(program);
      return null;
    }
    return program;
  }

  private int buildCode(cl_program program, String options) {
    try {
      return clBuildProgram(program, 1, new cl_device_id[] {device}, options, null, null);
    } catch (CLException e) {
      return e.getStatus();
    }
  }

  private String log(cl_program program) {
    try {
      long[] size = new long[1];
      clGetProgramBuildInfo(program, device, CL_PROGRAM_BUILD_LOG, 0, null, size);
      byte[] bytes = new byte[Math.toIntExact(Math.clamp(size[0], 0, 1 << 20))];
      clGetProgramBuildInfo(
          program, device, CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
      String log = new String(bytes, StandardCharsets.UTF_8).replace("\0", "").strip();
      return log.length() > LONGEST_LOG ? log.substring(0, LONGEST_LOG) + " …" : log;
    } catch (CLException e) {
      return "no log: " + e.getMessage();
    }
  }

  /** Null where the driver gives none. */
  private static byte[] binaryOf(cl_program program) {
    try {
      long[] size = new long[1];
      int code =
          clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, Long.BYTES, Pointer.to(size), null);
      if (code != CL_SUCCESS || size[0] <= 0 || size[0] > Integer.MAX_VALUE / 2) {
        return null;
      }
      byte[] binary = new byte[(int) size[0]];
      java.nio.ByteBuffer direct = java.nio.ByteBuffer.allocateDirect(binary.length);
      code =
          clGetProgramInfo(
              program,
              CL_PROGRAM_BINARIES,
              org.jocl.Sizeof.POINTER,
              Pointer.to(Pointer.to(direct)),
              null);
      direct.get(binary);
      return code == CL_SUCCESS ? binary : null;
    } catch (CLException e) {
      return null;
    }
  }

  private DeviceException failed(ProgramSource source, String call, int code, String log) {
    return new DeviceException(
        DeviceException.Reason.BUILD,
        "the program "
            + source.name()
            + " does not build on "
            + info.name()
            + " (driver "
            + info.driver()
            + "): "
            + call
            + " gave "
            + stringFor_errorCode(code)
            + (log.isEmpty() ? "" : "\n" + log));
  }
}
