package lanewise.engine.device;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import lanewise.engine.op.WeightMemory;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceTask;
import lanewise.kernels.device.DeviceUnsupportedException;
import lanewise.natives.memory.NativeMemory;

/**
 * Weights that a device lays out for its own kernels. Their host memory only names the device's:
 * nobody touches it. Guarded by the {@link ModelDevice}.
 */
final class DeviceWeightMemory implements WeightMemory {
  private final ModelDevice model;
  private final Arena names;
  private final Map<ConstantKey, DeviceMemory> mirrors = new HashMap<>();

  DeviceWeightMemory(ModelDevice model, Arena names) {
    this.model = model;
    this.names = names;
  }

  @Override
  public MemorySegment allocate(long bytes) {
    model.requireOpen();
    MemorySegment name = NativeMemory.allocate(names, bytes);
    if (bytes > 0) {
      mirrors.put(ConstantKey.of(name), model.device().mirror(name, "a weight of the model"));
    }
    return name;
  }

  @Override
  public void forget(Iterable<MemorySegment> allocated) {
    for (MemorySegment name : allocated) {
      DeviceMemory mirror = mirrors.remove(ConstantKey.of(name));
      if (mirror != null) {
        model.release(mirror);
      }
    }
  }

  @Override
  public void startReading(Tensor constant) {
    model.constants().acquire(constant.segment());
    model.constants().upload(constant.segment());
  }

  @Override
  public void endReading(Tensor constant) {
    if (model.device().lost() == null) {
      model.constants().release(constant.segment());
    }
  }

  @Override
  public void run(Task task, Workers workers) {
    if (!(task instanceof DeviceTask)) {
      throw new DeviceUnsupportedException("a weight's layout is made on the CPU");
    }
    if (task.parts() > 0) {
      task.run(0, 0);
    }
  }
}
