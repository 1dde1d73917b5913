package lanewise.opencl.ceiling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.Task;
import lanewise.kernels.device.DeviceCeiling;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceTask;
import lanewise.natives.memory.NativeMemory;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.DeviceInfo;
import lanewise.opencl.driver.Launch;
import lanewise.opencl.driver.ProgramSource;

/** Measures a device's ceilings by the driver's own clock. */
public final class CeilingLoops {
  private static final ProgramSource PROGRAM = ProgramSource.of("ceiling/loops.cl");
  private static final int RUNS = 7;
  private static final long GPU_BYTES = 1L << 30;
  private static final long CPU_BYTES = 1L << 26;
  private static final int GROUP = 256;
  private static final int GROUPS_PER_UNIT = 16;
  private static final int GPU_TURNS = 4_096;
  private static final int CPU_TURNS = 256;
  private static final int CHAINS = 8;
  private static final int LANES = 4;
  private static final int WARP = 32;
  private static final int WITH_MMA = 80;
  private static final double NANOS = 1e9;

  private final DeviceContext context;
  private final DeviceInfo info;

  public CeilingLoops(DeviceContext context) {
    this.context = context;
    this.info = context.info();
  }

  /** The best of a few runs of each loop that the device has. */
  public List<DeviceCeiling> measure() {
    long bytes = info.gpu() ? GPU_BYTES : CPU_BYTES;
    List<DeviceCeiling> ceilings = new ArrayList<>();
    context.profile(true);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment names = NativeMemory.allocate(arena, 2 * bytes);
      try (DeviceMemory memory = context.mirror(names, "the copied memory")) {
        MemorySegment out = memory.host();
        ceilings.add(new DeviceCeiling("copy", 2.0 * bytes / copy(names, bytes), "B/s"));
        int turns = info.gpu() ? GPU_TURNS : CPU_TURNS;
        long items = (long) info.computeUnits() * GROUPS_PER_UNIT * GROUP;
        double floats = 2.0 * items * turns * CHAINS * LANES;
        ceilings.add(new DeviceCeiling("f32 fma", floats / fma(out, items, turns), "FLOP/s"));
        if (info.computeCapability() >= WITH_MMA) {
          addMma(ceilings, out, items, turns);
        }
      }
    } finally {
      context.profile(false);
    }
    return List.copyOf(ceilings);
  }

  private void addMma(List<DeviceCeiling> into, MemorySegment out, long items, int turns) {
    try {
      double operations = 2.0 * 16 * 8 * 16 * ((double) items / WARP) * turns * CHAINS;
      Task task =
          new Launch(context, PROGRAM, "mma_loop")
              .memory("out", out, Float.BYTES)
              .integer(turns)
              .over(items, GROUP);
      into.add(new DeviceCeiling("f16 mma", operations / seconds(task), "FLOP/s"));
    } catch (DeviceException e) {
      if (e.reason() != DeviceException.Reason.BUILD) {
        throw e;
      }
      System.getLogger(CeilingLoops.class.getName())
          .log(System.Logger.Level.INFO, "no ceiling of mma: " + e.getMessage());
    }
  }

  private double copy(MemorySegment names, long bytes) {
    Task task =
        new Launch(context, PROGRAM, "copy_all")
            .memory("in", names.asSlice(0, bytes), LANES * Float.BYTES)
            .memory("out", names.asSlice(bytes, bytes), LANES * Float.BYTES)
            .number(bytes / (LANES * Float.BYTES))
            .over((long) info.computeUnits() * GROUPS_PER_UNIT * GROUP, GROUP);
    return seconds(task);
  }

  private double fma(MemorySegment out, long items, int turns) {
    Task task =
        new Launch(context, PROGRAM, "fma_loop")
            .memory("out", out, Float.BYTES)
            .integer(turns)
            .real(0.999f)
            .real(0.001f)
            .over(items, GROUP);
    return seconds(task);
  }

  private double seconds(Task task) {
    DeviceTask measured = (DeviceTask) task;
    long least = Long.MAX_VALUE;
    for (int run = 0; run < RUNS; run++) {
      long before = measured.deviceNanos();
      task.run(0, 0);
      context.finish();
      least = Math.min(least, measured.deviceNanos() - before);
    }
    return Math.max(1, least) / NANOS;
  }
}
