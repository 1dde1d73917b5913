package lanewise.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import lanewise.cli.Commands;
import lanewise.cli.TinyModels;
import lanewise.cli.device.DeviceReport;
import lanewise.formats.json.JsonObject;
import lanewise.formats.npy.NpyWriter;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.DeviceProvider;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.Devices;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevicesCommandTest {
  @TempDir private Path folder;
  private Commands commands;
  private String model;
  private String input;

  @BeforeEach
  void writeModelAndInput() throws IOException {
    commands = new Commands(folder.resolve("cache"));
    model = TinyModels.write(folder.resolve("tiny.onnx"), "Relu", "y").toString();
    Path file = folder.resolve("x.npy");
    NpyWriter.write(Tensor.of(new float[] {-1, 2, -3, 4}, 2, 2), file);
    input = file.toString();
  }

  /** One device that is there, and a driver that is not. */
  private static final class HalfBroken implements DeviceProvider {
    @Override
    public String name() {
      return "half";
    }

    @Override
    public List<DeviceDescription> devices() {
      return List.of(
          new DeviceDescription(
              "half",
              0,
              "a platform",
              "a vendor",
              "a card",
              "1.2",
              DeviceDescription.Kind.GPU,
              8_000_000_000L,
              2_000_000_000L,
              12,
              List.of("cl_khr_fp16", "cl_khr_fp64"),
              List.of(new DeviceDescription.Use("f16", "by conversion to f32"))));
    }

    @Override
    public List<String> refusals() {
      return List.of("another.icd cannot be loaded");
    }

    @Override
    public Device open(DeviceDescription device, DeviceSettings settings) {
      throw new AssertionError("listing opens nothing");
    }
  }

  @Test
  void printsWhatIsThereAndWhatIsNotUsable() {
    StringWriter text = new StringWriter();
    try (PrintWriter out = new PrintWriter(text)) {
      new DeviceReport(Devices.of(List.of(new HalfBroken()))).print(out);
    }
    String printed = text.toString();
    for (String expected :
        List.of(
            "half:0  a card",
            "a platform, driver 1.2",
            "gpu, 12 compute units",
            "8.0 GB, at most 2.0 GB in one piece",
            "by conversion to f32",
            "cl_khr_fp16 cl_khr_fp64",
            "not usable: half: another.icd cannot be loaded")) {
      assertTrue(printed.contains(expected), expected + " in " + printed);
    }
  }

  @Test
  void listsAsJsonWhateverIsThere() {
    Commands.Result result = commands.run("devices", "--json");

    assertEquals(0, result.code(), result.err());
    JsonObject report = (JsonObject) result.json();
    assertTrue(report.has("devices") && report.has("refusals"), result.out());
  }

  @Test
  void aDeviceThatIsNotThereIsOneLine() {
    for (String name : List.of("opencl:99", "abacus")) {
      Commands.Result result = commands.run("run", model, "--input", input, "--device", name);

      assertEquals(1, result.code(), result.out());
      assertEquals(1, result.err().lines().count(), result.err());
      assertTrue(result.err().contains(name), result.err());
    }
  }

  @Test
  void theCpuGoesOnWhereItMay() {
    Commands.Result result =
        commands.run("run", model, "--input", input, "--device", "abacus", "--fallback");

    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().startsWith("y  f32[2, 2]"), result.out());
  }
}
