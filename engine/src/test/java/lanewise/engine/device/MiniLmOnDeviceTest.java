package lanewise.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.engine.DeviceOptions;
import lanewise.engine.DevicePlacement;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.engine.RunOptions;
import lanewise.engine.RunProfile;
import lanewise.engine.embed.MiniLm;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.Devices;
import lanewise.kernels.device.FakeDevice;
import lanewise.kernels.device.FakeDeviceFaults;
import lanewise.kernels.device.FakeDeviceProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole encoder on a device whose kernels are the scalar ones. */
class MiniLmOnDeviceTest {
  private static final int TEXTS = 2;
  private static final int TOKENS = 7;

  @ParameterizedTest
  @ValueSource(strings = {MiniLm.FP32, MiniLm.INT8})
  void runsWholeOnTheDeviceWithTheCpusBits(String name) throws IOException {
    Path file = MiniLm.folder(name).resolve("model.onnx");
    FakeDeviceProvider provider = new FakeDeviceProvider(1L << 30, FakeDeviceFaults.none());
    ModelOptions scalar = ModelOptions.defaults().withTier("scalar");
    DeviceOptions onDevice =
        DeviceOptions.of(FakeDeviceProvider.NAME).withDevices(Devices.of(List.of(provider)));
    try (Model model = Model.open(file, scalar.withDevice(onDevice));
        Model expected = Model.open(file, scalar.withDevice(DeviceOptions.cpu()))) {
      DevicePlacement placement = model.summary().placement();
      assertEquals(List.of(), placement.hostSteps());
      FakeDevice device = provider.opened().getFirst();
      RunProfile profile = new RunProfile();

      float[] ours = run(model, RunOptions.defaults().withProfile(profile));

      assertArrayEquals(run(expected, RunOptions.defaults()), ours);
      List<RunProfile.Step> copies =
          profile.steps().stream().filter(RunProfile.Step::isCopy).toList();
      long inputBytes = 3L * Long.BYTES * TEXTS * TOKENS;
      assertEquals(inputBytes, bytes(copies, RunProfile.UPLOAD), "uploaded in a run: " + copies);
      assertEquals(
          (long) Float.BYTES * ours.length, bytes(copies, RunProfile.DOWNLOAD), copies.toString());
      long uploaded = device.bytesUploaded();
      run(model, RunOptions.defaults());
      assertEquals(uploaded + inputBytes, device.bytesUploaded(), "weights go up once");
    }
    assertEquals(0, provider.opened().getFirst().liveObjects().buffers());
  }

  private static long bytes(List<RunProfile.Step> copies, String operator) {
    return copies.stream()
        .filter(copy -> copy.operator().equals(operator))
        .mapToLong(RunProfile.Step::bytes)
        .sum();
  }

  private static float[] run(Model model, RunOptions options) {
    Random random = new Random(20260401);
    long[] ids = random.longs(TEXTS * TOKENS, 0, 30_000).toArray();
    long[] mask = new long[ids.length];
    java.util.Arrays.fill(mask, 1);
    mask[ids.length - 1] = 0;
    Map<String, Tensor> inputs =
        Map.of(
            "input_ids", Tensor.of(ids, TEXTS, TOKENS),
            "attention_mask", Tensor.of(mask, TEXTS, TOKENS),
            "token_type_ids", Tensor.of(new long[ids.length], TEXTS, TOKENS));
    return model.run(inputs, options).values().iterator().next().toFloatArray();
  }
}
