package lanewise.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.Device.LiveObjects;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceException.Reason;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceTask;
import org.junit.jupiter.api.Test;

/** What a device does with its memory, and when its driver fails. */
class OpenClDeviceTest {
  private static final int OUT_OF_RESOURCES = -5;
  private static final int ALLOCATION_FAILURE = -4;
  private static final int SIZE = 16;
  private static final long BYTES = 4L * SIZE * SIZE;
  private static final int CALLS = 10_000;

  /** A product of 16 × 16 matrices of ones on a device, in memory of its own. */
  private static final class Product implements AutoCloseable {
    final Arena arena = Arena.ofShared();
    final MemorySegment host = arena.allocate(3 * BYTES, 64);
    final DeviceMemory memory;
    final Task task;

    Product(Device device) {
      for (int i = 0; i < 2 * SIZE * SIZE; i++) {
        host.setAtIndex(ValueLayout.JAVA_FLOAT, i, 1f);
      }
      this.memory = device.mirror(host, "a product");
      memory.upload(0, 2 * BYTES);
      MatMulF32 kernel = device.tier().matMulF32();
      PackedMatrix rhs = kernel.packed(SIZE, SIZE, host.asSlice(BYTES, BYTES));
      MatrixView lhs = MatrixView.dense(host.asSlice(0, BYTES), SIZE, SIZE);
      MatrixView out = MatrixView.dense(host.asSlice(2 * BYTES, BYTES), SIZE, SIZE);
      this.task = kernel.multiply(lhs, rhs, out, Epilogue.NONE);
    }

    void run() {
      task.run(0, 0);
    }

    float result() {
      memory.download(2 * BYTES, BYTES);
      return host.get(ValueLayout.JAVA_FLOAT, 3 * BYTES - 4);
    }

    @Override
    public void close() {
      memory.close();
      arena.close();
    }
  }

  private static Device open(OpenClProvider provider) {
    DeviceDescription description = OpenClDeviceForTests.requireDevice();
    return provider.open(description, OpenClDeviceForTests.settings());
  }

  @Test
  void leaksNothingOverTenThousandCalls() {
    try (Device device = open(new OpenClProvider());
        Product product = new Product(device)) {
      product.run();
      device.finish();
      LiveObjects before = device.liveObjects();
      long bytes = device.memoryInUse();
      MemorySegment other = product.arena.allocate(64, 64);
      for (int call = 0; call < CALLS; call++) {
        product.run();
        if (call % 100 == 0) {
          device.profile(call % 200 == 0);
          try (DeviceMemory memory = device.mirror(other, "another")) {
            memory.upload();
          }
        }
      }
      assertEquals(SIZE, product.result());
      device.finish();
      assertEquals(before, device.liveObjects());
      assertEquals(bytes, device.memoryInUse());
      assertTrue(((DeviceTask) product.task).deviceNanos() > 0);
    }
  }

  @Test
  void releasesEverythingWhenTheDeviceIsLostAndOpensAgain() {
    AtomicReference<String> failing = new AtomicReference<>("");
    OpenClProvider provider =
        new OpenClProvider((call, code) -> call.equals(failing.get()) ? OUT_OF_RESOURCES : code);
    for (String call :
        new String[] {"clEnqueueNDRangeKernel", "clFinish", "clEnqueueReadBuffer", "clFlush"}) {
      failing.set("");
      Device device = open(provider);
      try (Product product = new Product(device)) {
        failing.set(call);
        DeviceException e =
            assertThrows(
                DeviceException.class,
                () -> {
                  product.run();
                  device.flush();
                  product.result();
                  device.finish();
                });
        assertEquals(Reason.LOST, e.reason());
        assertTrue(e.getMessage().contains("CL_OUT_OF_RESOURCES"), e.getMessage());
        assertTrue(e.getMessage().contains(call), e.getMessage());
        assertNotNull(device.lost());
        assertEquals(new LiveObjects(0, 0, 0), device.liveObjects());
        assertEquals(0, device.memoryInUse());
        assertEquals(Reason.LOST, assertThrows(DeviceException.class, product::run).reason());
      }
      device.close();
      failing.set("");
      try (Device next = open(provider);
          Product product = new Product(next)) {
        product.run();
        assertEquals(SIZE, product.result());
      }
    }
  }

  @Test
  void tellsWhatWasAskedAndWhatIsThereWhenMemoryIsShort() {
    DeviceDescription description = OpenClDeviceForTests.requireDevice();
    try (Arena arena = Arena.ofConfined();
        Device device =
            new OpenClProvider()
                .open(description, OpenClDeviceForTests.settings().withMemoryLimit(5_000))) {
      MemorySegment host = arena.allocate(3_000, 64);
      MemorySegment more = arena.allocate(2_500, 64);
      try (DeviceMemory memory = device.mirror(host, "weights")) {
        assertEquals(2_000, device.memoryLeft());
        DeviceException e =
            assertThrows(DeviceException.class, () -> device.mirror(more, "the workspace"));
        assertEquals(Reason.OUT_OF_MEMORY, e.reason());
        assertTrue(e.getMessage().contains("the workspace needs 2500"), e.getMessage());
        assertTrue(e.getMessage().contains("3000 of 5000"), e.getMessage());
        memory.upload();
      }
      assertNull(device.lost());
      device.mirror(more, "the workspace").close();
    }
  }

  @Test
  void goesOnAfterADriverRefusedMemory() {
    AtomicReference<String> failing = new AtomicReference<>("clCreateBuffer");
    OpenClProvider provider =
        new OpenClProvider((call, code) -> call.equals(failing.get()) ? ALLOCATION_FAILURE : code);
    try (Device device = open(provider)) {
      DeviceException e = assertThrows(DeviceException.class, () -> new Product(device));
      assertEquals(Reason.OUT_OF_MEMORY, e.reason());
      assertTrue(e.getMessage().contains("CL_MEM_OBJECT_ALLOCATION_FAILURE"), e.getMessage());
      assertEquals(new LiveObjects(0, 0, 0), device.liveObjects());
      failing.set("");
      try (Product product = new Product(device)) {
        product.run();
        assertEquals(SIZE, product.result());
      }
    }
  }

  @Test
  void refusesWhatHasNoMirrorOrALostOne() {
    try (Arena arena = Arena.ofConfined();
        Device device = open(new OpenClProvider())) {
      Product product = new Product(device);
      MemorySegment overlapping = product.host.asSlice(64, 128);
      assertThrows(IllegalArgumentException.class, () -> device.mirror(overlapping, "a part"));
      assertTrue(device.mirrors(overlapping));
      MatMulF32 kernel = device.tier().matMulF32();
      MatrixView bare = MatrixView.dense(arena.allocate(BYTES, 64), SIZE, SIZE);
      PackedMatrix rhs = kernel.packed(SIZE, SIZE, product.host.asSlice(BYTES, BYTES));
      IllegalArgumentException e =
          assertThrows(
              IllegalArgumentException.class,
              () -> kernel.multiply(bare, rhs, bare, Epilogue.NONE));
      assertTrue(e.getMessage().contains("lhs"), e.getMessage());
      product.close();
      assertThrows(IllegalStateException.class, product::run);
      assertNull(device.lost());
    }
  }
}
