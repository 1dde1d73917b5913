package lanewise.opencl.driver;

import static org.jocl.CL.CL_CONTEXT_PLATFORM;
import static org.jocl.CL.CL_QUEUE_PROFILING_ENABLE;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clReleaseCommandQueue;
import static org.jocl.CL.clReleaseContext;
import static org.jocl.CL.clReleaseEvent;
import static org.jocl.CL.clReleaseKernel;
import static org.jocl.CL.clReleaseMemObject;
import static org.jocl.CL.clReleaseProgram;

import org.jocl.CLException;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/** A context and its one queue, which runs commands in the order in which they came. */
record Handles(cl_context context, cl_command_queue queue) {
  /** The queue can always measure: drivers charge only for events that are asked for. */
  @SuppressWarnings("deprecation") // The newer call is missing in drivers of OpenCL 1.2.
  static Handles create(FoundDevice found, Failures failures) {
    int[] code = new int[1];
    cl_context context = null;
    cl_command_queue queue = null;
    String call = "clCreateContext";
    try {
      cl_context_properties properties = new cl_context_properties();
      properties.addProperty(CL_CONTEXT_PLATFORM, found.platform());
      context =
          clCreateContext(properties, 1, new cl_device_id[] {found.device()}, null, null, code);
      code[0] = failures.answer(call, code[0]);
      if (code[0] == CL_SUCCESS) {
        call = "clCreateCommandQueue";
        queue = clCreateCommandQueue(context, found.device(), CL_QUEUE_PROFILING_ENABLE, code);
        code[0] = failures.answer(call, code[0]);
      }
    } catch (CLException e) {
      code[0] = e.getStatus();
    }
    if (code[0] != CL_SUCCESS) {
      Handles half = new Handles(context, queue);
      half.release();
      throw failures.unavailable(call, code[0]);
    }
    return new Handles(context, queue);
  }

  /** Lets what still runs come to its end, before its memory goes; a lost device just refuses. */
  void settle() {
    quietly(() -> clFinish(queue));
  }

  /** Whatever of this there is; a driver that failed may refuse even that. */
  void release() {
    quietly(queue == null ? null : () -> clReleaseCommandQueue(queue));
    quietly(context == null ? null : () -> clReleaseContext(context));
  }

  static void release(cl_mem handle) {
    quietly(handle == null ? null : () -> clReleaseMemObject(handle));
  }

  static void release(cl_kernel handle) {
    quietly(() -> clReleaseKernel(handle));
  }

  static void release(cl_program handle) {
    quietly(() -> clReleaseProgram(handle));
  }

  static void release(cl_event handle) {
    quietly(() -> clReleaseEvent(handle));
  }

  /** A call that gives something back. */
  private interface Giving {
    int call();
  }

  /** Nothing can be done about a refusal: what was to be released belongs to the driver again. */
  private static void quietly(Giving giving) {
    if (giving == null) {
      return;
    }
    String refusal = null;
    try {
      int code = giving.call();
      refusal = code == CL_SUCCESS ? null : Failures.codeName(code);
    } catch (CLException e) {
      refusal = Failures.codeName(e.getStatus());
    }
    if (refusal != null) {
      System.getLogger(Handles.class.getName())
          .log(System.Logger.Level.DEBUG, "the driver did not take something back: " + refusal);
    }
  }
}
