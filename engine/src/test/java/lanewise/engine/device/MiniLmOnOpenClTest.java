package lanewise.engine.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import lanewise.engine.DeviceOptions;
import lanewise.engine.DevicePlacement;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.engine.OnnxRuntimePeer;
import lanewise.engine.embed.EncoderAgreement;
import lanewise.engine.embed.MiniLm;
import lanewise.engine.embed.VariedTexts;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.Devices;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** all-MiniLM-L6-v2 whole on the first OpenCL device, held to the CPU's own bounds. */
class MiniLmOnOpenClTest {
  private static final List<String> TEXTS = VariedTexts.of(8, 60, 20260402);
  private static final int INPUTS_AND_OUTPUTS = 4;

  @BeforeAll
  static void needsADevice() {
    assumeTrue(
        Devices.find().list().stream().anyMatch(device -> device.provider().equals("opencl")),
        "no OpenCL device here");
  }

  private static ModelOptions onDevice() {
    DeviceSettings settings =
        DeviceSettings.defaults().withCacheFolder(Path.of("target", "devices").toAbsolutePath());
    return ModelOptions.defaults().withDevice(DeviceOptions.of("opencl").withSettings(settings));
  }

  @ParameterizedTest
  @ValueSource(strings = {MiniLm.FP32, MiniLm.INT8})
  void copiesNothingButInputsAndOutputs(String name) throws IOException {
    Path file = MiniLm.folder(name).resolve("model.onnx");
    try (Model model = Model.open(file, onDevice())) {
      DevicePlacement placement = model.summary().placement();

      assertEquals(List.of(), placement.hostSteps());
      assertEquals(INPUTS_AND_OUTPUTS, placement.copies());
    }
  }

  @Test
  void theF32ModelAgreesWithOnnxRuntime() throws Exception {
    OnnxRuntimePeer.assumeItRuns();
    EncoderAgreement.requireOfF32(MiniLm.folder(MiniLm.FP32), onDevice(), TEXTS);
  }

  @Test
  void theInt8ModelAgreesWithOnnxRuntime() throws Exception {
    OnnxRuntimePeer.assumeItRuns();
    EncoderAgreement.requireOfInt8(MiniLm.folder(MiniLm.INT8), onDevice(), TEXTS);
  }
}
