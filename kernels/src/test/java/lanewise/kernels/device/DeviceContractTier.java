package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Assumptions;

/**
 * A device's tier as a tier of the host, for the contracts that all tiers share: each run of a task
 * mirrors what the task is bound to, uploads it, binds and runs the device's task, and downloads
 * everything. Where the device has no kernel, the test is skipped with the reason.
 */
public final class DeviceContractTier {
  private DeviceContractTier() {}

  /** The device's kernels over host memory. */
  public static KernelTier of(Device device) {
    return new TranslatedTier(device.tier().name(), device.tier(), new Mirroring(device));
  }

  private static final class Mirroring implements Translation {
    private final Device device;
    private final List<MemorySegment> bound = new ArrayList<>();

    Mirroring(Device device) {
      this.device = device;
    }

    @Override
    public MemorySegment translate(MemorySegment segment) {
      bound.add(segment);
      return segment;
    }

    /**
     * Binds twice: the first time, without a mirror, the operands are noted and checked as far as
     * they can be; the second time with mirrors, to find out how many parts there are.
     */
    @Override
    public List<Task> bind(Supplier<List<Task>> binding) {
      bound.clear();
      note(binding);
      List<MemorySegment> operands = joined(bound);
      int[] parts;
      try (Mirrors mirrors = new Mirrors(device, operands)) {
        parts = mirrors.parts(binding);
      }
      List<Task> tasks = new ArrayList<>();
      for (int i = 0; i < parts.length; i++) {
        tasks.add(new MirroredTask(device, operands, binding, i, parts[i]));
      }
      return tasks;
    }

    private static void note(Supplier<List<Task>> binding) {
      try {
        List<Task> _ = binding.get();
      } catch (DeviceUnsupportedException e) {
        Assumptions.abort(e.getMessage());
      } catch (IllegalArgumentException e) {
        // Nothing is mirrored yet. What is wrong besides is thrown again by the second binding.
        return;
      }
    }
  }

  /** Ranges that hold all the segments, none overlapping another. */
  @SuppressWarnings("restricted") // Ranges of memory that the segments keep alive.
  private static List<MemorySegment> joined(List<MemorySegment> segments) {
    List<MemorySegment> sorted = new ArrayList<>(segments);
    sorted.removeIf(segment -> segment.byteSize() == 0 || !segment.isNative());
    sorted.sort((a, b) -> Long.compareUnsigned(a.address(), b.address()));
    List<MemorySegment> ranges = new ArrayList<>();
    for (MemorySegment segment : sorted) {
      long start = segment.address();
      long end = start + segment.byteSize();
      MemorySegment last = ranges.isEmpty() ? null : ranges.getLast();
      if (last != null && start < last.address() + last.byteSize()) {
        long whole = Math.max(end, last.address() + last.byteSize()) - last.address();
        ranges.set(ranges.size() - 1, MemorySegment.ofAddress(last.address()).reinterpret(whole));
      } else {
        ranges.add(MemorySegment.ofAddress(start).reinterpret(segment.byteSize()));
      }
    }
    return ranges;
  }

  /** The mirrors of one run. */
  private static final class Mirrors implements AutoCloseable {
    private final List<DeviceMemory> memories = new ArrayList<>();

    Mirrors(Device device, List<MemorySegment> operands) {
      for (MemorySegment operand : operands) {
        memories.add(device.mirror(operand, "an operand"));
      }
    }

    /** How many parts each task has that is bound to the mirrors. */
    int[] parts(Supplier<List<Task>> binding) {
      return binding.get().stream().mapToInt(Task::parts).toArray();
    }

    @Override
    public void close() {
      memories.forEach(DeviceMemory::close);
    }
  }

  private record MirroredTask(
      Device device,
      List<MemorySegment> operands,
      Supplier<List<Task>> binding,
      int index,
      int parts)
      implements DeviceTask {
    @Override
    public String kernel() {
      return "a contract's task";
    }

    @Override
    public long deviceNanos() {
      return 0;
    }

    @Override
    public void run(int part, int worker) {
      try (Mirrors mirrors = new Mirrors(device, operands)) {
        mirrors.memories.forEach(DeviceMemory::upload);
        binding.get().get(index).run(part, worker);
        mirrors.memories.forEach(DeviceMemory::download);
      }
    }
  }
}
