package lanewise.opencl.driver;

import static org.jocl.CL.CL_PROFILING_COMMAND_END;
import static org.jocl.CL.CL_PROFILING_COMMAND_START;
import static org.jocl.CL.CL_SUCCESS;
import static org.jocl.CL.clGetEventProfilingInfo;

import java.util.ArrayList;
import java.util.List;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_event;

/** Measures tasks by the driver's events. Guarded by its context's lock. */
final class Profile {
  /** So many events may wait to be asked. */
  private static final int MOST_PENDING = 4_096;

  private final List<KernelTask> tasks = new ArrayList<>();
  private final List<cl_event> events = new ArrayList<>();
  private final long[] time = new long[1];
  private final Pointer timePointer = Pointer.to(time);
  private boolean on;

  void on(boolean wanted) {
    on = wanted;
  }

  /** An event for the next task, or null where none is measured. */
  cl_event event() {
    return on ? new cl_event() : null;
  }

  /** Keeps a task's event; tells whether it is time to wait and ask. */
  boolean add(KernelTask task, cl_event event) {
    tasks.add(task);
    events.add(event);
    return events.size() >= MOST_PENDING;
  }

  int pending() {
    return events.size();
  }

  /** Asks every event for its times; all must have ended. */
  void drain() {
    for (int i = 0; i < events.size(); i++) {
      long start = time(events.get(i), CL_PROFILING_COMMAND_START);
      long end = time(events.get(i), CL_PROFILING_COMMAND_END);
      tasks.get(i).addNanos(Math.max(0, end - start));
    }
    release();
  }

  private long time(cl_event event, int what) {
    try {
      int code = clGetEventProfilingInfo(event, what, Long.BYTES, timePointer, null);
      return code == CL_SUCCESS ? time[0] : 0;
    } catch (CLException e) {
      return 0; // The driver measured nothing; the task's own result is not touched by that.
    }
  }

  void release() {
    events.forEach(Handles::release);
    events.clear();
    tasks.clear();
  }
}
