package lanewise.engine.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lanewise.engine.DeviceOptions;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.Devices;
import lanewise.kernels.device.FakeDeviceFaults;
import lanewise.kernels.device.FakeDeviceProvider;

/** Networks of a few steps, and the fake device that they run on. */
final class SmallModels {
  static final int SIZE = 4;

  /** Bytes of the weights of any of the networks. */
  static final long WEIGHT_BYTES = 4L * (SIZE * SIZE + SIZE);

  private SmallModels() {}

  /** {@code y = softmax(x w) + b}: the fake device has kernels for every step. */
  static Path whole(Path folder) throws IOException {
    return write(
        folder.resolve("whole.onnx"),
        OnnxNode.of("MatMul", List.of("x", "w"), List.of("m")),
        OnnxNode.of("Softmax", List.of("m"), List.of("s")),
        OnnxNode.of("Add", List.of("s", "b"), List.of("y")));
  }

  /** {@code y = elu(x w) + x w + elu(x w) · b}: no device has a kernel for {@code elu}. */
  static Path crossing(Path folder) throws IOException {
    return write(
        folder.resolve("crossing.onnx"),
        OnnxNode.of("MatMul", List.of("x", "w"), List.of("m")),
        OnnxNode.of("Elu", List.of("m"), List.of("e")),
        OnnxNode.of("Add", List.of("e", "m"), List.of("a")),
        OnnxNode.of("Mul", List.of("e", "b"), List.of("p")),
        OnnxNode.of("Add", List.of("a", "p"), List.of("y")));
  }

  /** {@code y = x[w's rows]}: x holds indices, of which 0 to 3 are there. */
  static Path lookup(Path folder) throws IOException {
    return write(
        folder.resolve("lookup.onnx"),
        OnnxNode.of("Cast", List.of("x"), List.of("i"), new OnnxAttribute.IntValue("to", 7)),
        OnnxNode.of("Gather", List.of("b", "i"), List.of("y")));
  }

  private static Path write(Path file, OnnxNode... nodes) throws IOException {
    Random random = new Random(5);
    OnnxGraph graph =
        OnnxGraph.of(
            "small",
            List.of(rows("x")),
            List.of(rows("y")),
            List.of(nodes),
            List.of(
                OnnxTensor.of("w", Tensor.of(floats(random, SIZE * SIZE), SIZE, SIZE)),
                OnnxTensor.of("b", Tensor.of(floats(random, SIZE), SIZE))));
    OnnxWriter.write(OnnxModel.of(8, 17, graph), file);
    return file;
  }

  private static OnnxValueInfo rows(String name) {
    List<OnnxDimension> dims =
        List.of(new OnnxDimension.Symbol("n"), new OnnxDimension.Known(SIZE));
    return new OnnxValueInfo(name, new OnnxType.TensorType(OnnxDataType.FLOAT, Optional.of(dims)));
  }

  private static float[] floats(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** An input of so many rows. */
  static Map<String, Tensor> input(int rows) {
    return Map.of("x", Tensor.of(floats(new Random(rows), rows * SIZE), rows, SIZE));
  }

  static float[] run(Model model, int rows) {
    return model.run(input(rows)).get("y").toFloatArray();
  }

  /** What the CPU's scalar tier, whose kernels are the fake device's, gives. */
  static float[] expected(Path file, int rows) throws IOException {
    try (Model model = Model.open(file, cpu())) {
      return run(model, rows);
    }
  }

  static ModelOptions cpu() {
    return ModelOptions.defaults()
        .withTier("scalar")
        .withThreads(1)
        .withDevice(DeviceOptions.cpu());
  }

  static ModelOptions on(FakeDeviceProvider provider, boolean fallback) {
    return cpu()
        .withDevice(
            DeviceOptions.of(FakeDeviceProvider.NAME)
                .withDevices(Devices.of(List.of(provider)))
                .withFallback(fallback));
  }

  static FakeDeviceProvider provider(FakeDeviceFaults faults) {
    return new FakeDeviceProvider(1L << 20, faults);
  }
}
