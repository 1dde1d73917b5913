package lanewise.opencl.driver;

import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clSetKernelArg;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;

/**
 * A kernel of a built program, shared by all tasks that run it: a task sets the arguments that
 * differ from those of the one before. Guarded by its context's lock.
 */
final class CompiledKernel {
  private static final byte UNSET = -1;

  final String name;
  final cl_kernel handle;
  private final ByteBuffer value =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private final Pointer valuePointer = Pointer.to(value);
  private final ByteBuffer nothing =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
  private final Pointer nothingPointer = Pointer.to(nothing);
  private byte[] kinds = {};
  private long[] bits = {};
  private DeviceBuffer[] buffers = {};

  CompiledKernel(String name, cl_kernel handle) {
    this.name = name;
    this.handle = handle;
  }

  /** Makes these the arguments of the next run; gives OpenCL's code. */
  int set(BoundArguments arguments) {
    int count = arguments.kinds().length;
    if (kinds.length != count) {
      kinds = new byte[count];
      java.util.Arrays.fill(kinds, UNSET);
      bits = new long[count];
      buffers = new DeviceBuffer[count];
    }
    for (int i = 0; i < count; i++) {
      byte kind = arguments.kinds()[i];
      long number = arguments.bits()[i];
      DeviceBuffer buffer = arguments.buffers()[i];
      if (kinds[i] != kind || bits[i] != number || buffers[i] != buffer) {
        kinds[i] = UNSET;
        int code = set(i, kind, number, buffer);
        if (code != CL_SUCCESS) {
          return code;
        }
        kinds[i] = kind;
        bits[i] = number;
        buffers[i] = buffer;
      }
    }
    return CL_SUCCESS;
  }

  private int set(int index, byte kind, long number, DeviceBuffer buffer) {
    return switch (kind) {
      case BoundArguments.MEMORY ->
          clSetKernelArg(
              handle, index, Sizeof.cl_mem, buffer == null ? nothingPointer : buffer.argument);
      case BoundArguments.FOUR_BYTES -> {
        value.putInt(0, (int) number);
        yield clSetKernelArg(handle, index, Integer.BYTES, valuePointer);
      }
      case BoundArguments.EIGHT_BYTES -> {
        value.putLong(0, number);
        yield clSetKernelArg(handle, index, Long.BYTES, valuePointer);
      }
      default -> clSetKernelArg(handle, index, number, null);
    };
  }
}
