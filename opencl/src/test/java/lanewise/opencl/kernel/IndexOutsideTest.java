package lanewise.opencl.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceMemory;
import lanewise.opencl.OpenClDeviceForTests;
import org.junit.jupiter.api.Test;

/** An index outside its table is known when the device has run, and only to who asked for it. */
class IndexOutsideTest {
  private final Device device = OpenClDeviceForTests.shared();

  @Test
  void isThrownToTheThreadThatRanTheTaskAndToNoOther() throws Exception {
    MemorySegment host = Arena.ofAuto().allocate(64, 64);
    host.set(ValueLayout.JAVA_FLOAT, 4, 7f);
    host.set(ValueLayout.JAVA_INT, 16, 5);
    try (DeviceMemory memory = device.mirror(host, "a table, an index and the result");
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      memory.upload();
      Task task =
          device
              .tier()
              .movement()
              .gather(
                  host.asSlice(0, 16),
                  1,
                  4,
                  4,
                  ElementType.INT32,
                  host.asSlice(16, 4),
                  1,
                  host.asSlice(32, 4));
      other.submit(() -> task.run(0, 0)).get();
      device.finish();
      ExecutionException failed =
          assertThrows(ExecutionException.class, () -> other.submit(device::finish).get());
      assertTrue(failed.getCause() instanceof IndexOutOfBoundsException, failed.toString());
      host.set(ValueLayout.JAVA_INT, 16, 1);
      memory.upload();
      other.submit(() -> task.run(0, 0)).get();
      other.submit(device::finish).get();
      memory.download();
      assertEquals(7f, host.get(ValueLayout.JAVA_FLOAT, 32));
    }
  }
}
