package lanewise.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lanewise.engine.DeviceOptions;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceException.Reason;
import lanewise.kernels.device.DeviceProvider;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.Devices;
import lanewise.kernels.device.FakeDevice;
import lanewise.kernels.device.FakeDeviceFaults;
import lanewise.kernels.device.FakeDeviceProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a caller sees when a device is not there or fails, and that the next call is right. */
class DeviceFaultsTest {
  @TempDir Path folder;

  private static DeviceException refused(Path file, ModelOptions options) {
    return assertThrows(DeviceException.class, () -> Model.open(file, options).close());
  }

  private static void assertRunsOnTheCpu(Path file, ModelOptions options) throws IOException {
    ModelOptions fallback = options.withDevice(options.device().withFallback(true));
    try (Model model = Model.open(file, fallback)) {
      assertEquals(null, model.summary().placement());
      assertArrayEquals(SmallModels.expected(file, 3), SmallModels.run(model, 3));
    }
  }

  private static ModelOptions named(String name, DeviceProvider... providers) {
    return SmallModels.cpu()
        .withDevice(DeviceOptions.of(name).withDevices(Devices.of(List.of(providers))));
  }

  @Test
  void namesTheArtifactThatIsMissing() throws IOException {
    Path file = SmallModels.whole(folder);
    ModelOptions options = named("opencl");

    DeviceException exception = refused(file, options);

    assertEquals(Reason.UNAVAILABLE, exception.reason());
    assertTrue(exception.getMessage().contains("lanewise-opencl"), exception.getMessage());
    assertRunsOnTheCpu(file, options);
  }

  @Test
  void listsTheDevicesThatThereAreForAWrongNumber() throws IOException {
    Path file = SmallModels.whole(folder);
    ModelOptions options = named("fake:7", SmallModels.provider(FakeDeviceFaults.none()));

    DeviceException exception = refused(file, options);

    assertTrue(exception.getMessage().contains("fake:0"), exception.getMessage());
    assertRunsOnTheCpu(file, options);
  }

  @Test
  void tellsWhyADriverIsRefused() throws IOException {
    Path file = SmallModels.whole(folder);
    ModelOptions options = named("broken", new BrokenProvider());

    DeviceException exception = refused(file, options);

    assertTrue(exception.getMessage().contains("libOpenCL"), exception.getMessage());
    assertRunsOnTheCpu(file, options);
  }

  /** A provider whose driver cannot be loaded. */
  private static final class BrokenProvider implements DeviceProvider {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public List<DeviceDescription> devices() {
      return List.of();
    }

    @Override
    public List<String> refusals() {
      return List.of("libOpenCL.so.1 cannot be loaded");
    }

    @Override
    public Device open(DeviceDescription device, DeviceSettings settings) {
      throw new AssertionError("there is no device to open");
    }
  }

  @Test
  void aCallOnADeviceThatIsLostFailsAndTheNextIsRight() throws IOException {
    Path file = SmallModels.crossing(folder);
    float[] expected = SmallModels.expected(file, 3);
    for (int tasks = 0; tasks < 5; tasks++) {
      FakeDeviceFaults faults = FakeDeviceFaults.none();
      FakeDeviceProvider provider = SmallModels.provider(faults);
      try (Model model = Model.open(file, SmallModels.on(provider, false))) {
        assertArrayEquals(expected, SmallModels.run(model, 3));
        faults.loseAfter(provider.opened().getFirst().tasksRun() + tasks);
        if (tasks < 4) {
          DeviceException exception =
              assertThrows(DeviceException.class, () -> SmallModels.run(model, 3));
          assertEquals(Reason.LOST, exception.reason());
        }
        assertArrayEquals(expected, SmallModels.run(model, 3), "after " + tasks + " tasks");
        assertEquals(tasks < 4 ? 2 : 1, provider.opened().size());
      }
      assertNothingIsLeft(provider);
    }
  }

  private static void assertNothingIsLeft(FakeDeviceProvider provider) {
    for (FakeDevice device : provider.opened()) {
      assertEquals(0, device.liveObjects().buffers());
      assertEquals(0, device.memoryInUse());
    }
  }

  @Test
  void theCpuTakesOverACallWhoseDeviceIsLost() throws IOException {
    Path file = SmallModels.crossing(folder);
    float[] expected = SmallModels.expected(file, 3);
    FakeDeviceFaults faults = FakeDeviceFaults.none();
    FakeDeviceProvider provider = SmallModels.provider(faults);
    try (Model model = Model.open(file, SmallModels.on(provider, true))) {
      for (int losses = 0; losses < 5; losses++) {
        FakeDevice last = provider.opened().getLast();
        faults.loseAfter(last.tasksRun() + losses);
        assertArrayEquals(expected, SmallModels.run(model, 3));
        assertArrayEquals(expected, SmallModels.run(model, 3));
      }
      assertEquals(3, provider.opened().size(), "a device that is lost so often is left alone");
    }
    assertNothingIsLeft(provider);
  }

  @Test
  void tellsWhatWeightsNeedBeforeAnythingGoesUp() throws IOException {
    Path file = SmallModels.whole(folder);
    FakeDeviceProvider provider =
        new FakeDeviceProvider(SmallModels.WEIGHT_BYTES - 1, FakeDeviceFaults.none());
    ModelOptions options = SmallModels.on(provider, false);

    DeviceException exception = refused(file, options);

    assertEquals(Reason.OUT_OF_MEMORY, exception.reason());
    assertTrue(exception.getMessage().contains("whole.onnx"), exception.getMessage());
    assertEquals(0, provider.opened().getFirst().bytesUploaded());
    assertRunsOnTheCpu(file, options);
    assertNothingIsLeft(provider);
  }

  @Test
  void anInputForWhichThereIsNoRoomLeavesTheDeviceUsable() throws IOException {
    Path file = SmallModels.whole(folder);
    int tooMany = 100_000;
    for (boolean fallback : new boolean[] {false, true}) {
      FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.none());
      try (Model model = Model.open(file, SmallModels.on(provider, fallback))) {
        for (int i = 0; i < 3; i++) {
          assertArrayEquals(SmallModels.expected(file, 3), SmallModels.run(model, 3));
          if (fallback) {
            assertArrayEquals(SmallModels.expected(file, tooMany), SmallModels.run(model, tooMany));
          } else {
            DeviceException exception =
                assertThrows(DeviceException.class, () -> SmallModels.run(model, tooMany));
            assertEquals(Reason.OUT_OF_MEMORY, exception.reason());
            assertTrue(exception.getMessage().contains("workspace"), exception.getMessage());
          }
        }
        assertEquals(1, provider.opened().size());
      }
      assertNothingIsLeft(provider);
    }
  }

  @Test
  void anIndexOutsideItsTableIsTheModelsMistakeAndNotTheDevices() throws IOException {
    FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.none());
    try (Model model = Model.open(SmallModels.lookup(folder), SmallModels.on(provider, true))) {
      ModelFormatException exception =
          assertThrows(
              ModelFormatException.class, () -> model.run(Map.of("x", indices(0, 1, 2, 9))));
      assertTrue(exception.getMessage().contains("9"), exception.getMessage());
      float[] right = model.run(Map.of("x", indices(3, 3, 3, 3))).get("y").toFloatArray();
      assertEquals(4, right.length);
      assertEquals(right[0], right[3]);
      assertEquals(1, provider.opened().size());
    }
    assertNothingIsLeft(provider);
  }

  private static Tensor indices(float... values) {
    return Tensor.of(values, 1, SmallModels.SIZE);
  }

  @Test
  void tenThousandCallsLeaveNoBufferBehind() throws IOException {
    Path file = SmallModels.crossing(folder);
    FakeDeviceFaults faults = FakeDeviceFaults.none();
    FakeDeviceProvider provider = SmallModels.provider(faults);
    int shapes = 40; // More than a session keeps plans for.
    try (Model model = Model.open(file, SmallModels.on(provider, false))) {
      for (int rows = shapes; rows > 0; rows--) {
        SmallModels.run(model, rows);
      }
      FakeDevice device = provider.opened().getFirst();
      int buffers = device.liveObjects().buffers();
      long bytes = device.memoryInUse();
      for (int call = 0; call < 10_000; call++) {
        SmallModels.run(model, 1 + call % 3 * (call % shapes) / 2);
      }
      assertEquals(buffers, device.liveObjects().buffers());
      assertEquals(bytes, device.memoryInUse());
    }
    assertNothingIsLeft(provider);
  }
}
