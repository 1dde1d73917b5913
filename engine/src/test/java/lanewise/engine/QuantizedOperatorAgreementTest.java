package lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each quantized operator alone, against ONNX Runtime: the same bits. */
class QuantizedOperatorAgreementTest {
  @BeforeAll
  static void needsThePeer() {
    OnnxRuntimePeer.assumeItRuns();
  }

  private static final int ROUNDS = 40;

  @TempDir Path folder;

  private record Input(String name, Tensor tensor) {}

  private final Random random = new Random(20260103);

  private Tensor reals(double scale, long... dims) {
    int count = Math.toIntExact(Shape.of(dims).elementCount());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return Tensor.of(values, dims);
  }

  private Tensor bytes(ElementType type, long... dims) {
    Tensor tensor = Tensor.allocate(type, Shape.of(dims));
    for (long i = 0; i < tensor.segment().byteSize(); i++) {
      tensor.segment().set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
    }
    return tensor;
  }

  private Tensor positive(long... dims) {
    int count = Math.toIntExact(Shape.of(dims).elementCount());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = 0.001f + random.nextFloat() / 10;
    }
    return Tensor.of(values, dims);
  }

  @Test
  void dynamicQuantizeLinearIsExact() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Tensor x =
          reals(
              Math.pow(10, random.nextInt(7) - 3), 1 + random.nextInt(40), 1 + random.nextInt(300));
      check("DynamicQuantizeLinear", 3, new Input("x", x));
    }
    check("DynamicQuantizeLinear", 3, new Input("x", Tensor.of(new float[] {3, 1, 2.5f}, 3)));
    check("DynamicQuantizeLinear", 3, new Input("x", Tensor.of(new float[] {-3, -1, -2.5f}, 3)));
    check("DynamicQuantizeLinear", 3, new Input("x", Tensor.of(new float[20], 4, 5)));
  }

  @Test
  void matMulIntegerIsExact() throws Exception {
    ElementType[] types = {ElementType.UINT8, ElementType.INT8};
    for (int round = 0; round < ROUNDS; round++) {
      int m = 1 + random.nextInt(40);
      int k = 1 + random.nextInt(400);
      int n = 1 + random.nextInt(150);
      ElementType rhsType = types[random.nextInt(2)];
      Input lhs = new Input("a", bytes(ElementType.UINT8, m, k));
      Input rhs = new Input("b", bytes(rhsType, k, n));
      Input lhsZero = new Input("az", bytes(ElementType.UINT8));
      Input rhsZero = new Input("bz", bytes(rhsType));
      check("MatMulInteger", 1, lhs, rhs, lhsZero, rhsZero);
      check("MatMulInteger", 1, lhs, rhs);
    }
  }

  @Test
  void quantizeAndDequantizeLinearAreExact() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      ElementType type = random.nextBoolean() ? ElementType.UINT8 : ElementType.INT8;
      int rows = 1 + random.nextInt(30);
      int columns = 1 + random.nextInt(200);
      check(
          "QuantizeLinear",
          1,
          new Input("x", reals(3, rows, columns)),
          new Input("scale", positive()),
          new Input("zero", bytes(type)));
      check(
          "DequantizeLinear",
          1,
          new Input("x", bytes(type, rows, columns)),
          new Input("scale", positive(columns)),
          new Input("zero", bytes(type, columns)));
    }
  }

  private void check(String operator, int outputs, Input... inputs) throws Exception {
    List<String> outputNames = IntStream.range(0, outputs).mapToObj(i -> "out" + i).toList();
    List<OnnxValueInfo> outputInfos =
        outputNames.stream()
            .map(name ->
                new OnnxValueInfo(
                    name,
                    new OnnxType.TensorType(outputType(operator, name, inputs), Optional.empty())))
            .toList();
    List<OnnxValueInfo> inputInfos = new ArrayList<>();
    for (Input input : inputs) {
      List<OnnxDimension> dims = new ArrayList<>();
      for (long dim : input.tensor.shape().dimensions()) {
        dims.add(new OnnxDimension.Known(dim));
      }
      inputInfos.add(
          new OnnxValueInfo(
              input.name,
              new OnnxType.TensorType(OnnxDataType.of(input.tensor.type()), Optional.of(dims))));
    }
    OnnxNode node =
        OnnxNode.of(
            operator, java.util.Arrays.stream(inputs).map(Input::name).toList(), outputNames);
    OnnxModel model =
        OnnxModel.of(8, 13, OnnxGraph.of("one", inputInfos, outputInfos, List.of(node), List.of()));
    Path file = folder.resolve("one.onnx");
    Files.deleteIfExists(file);
    OnnxWriter.write(model, file);
    Map<String, Tensor> tensors = new HashMap<>();
    for (Input input : inputs) {
      tensors.put(input.name, input.tensor);
    }
    try (Model ours = Model.open(file)) {
      Map<String, Tensor> results = ours.run(tensors);
      Map<String, byte[]> expected = reference(file, inputs);
      assertEquals(expected.keySet(), results.keySet());
      for (Map.Entry<String, byte[]> output : expected.entrySet()) {
        assertArrayEquals(
            output.getValue(),
            results.get(output.getKey()).toByteArray(),
            operator + " " + output.getKey() + " of " + tensors);
      }
    }
  }

  private static OnnxDataType outputType(String operator, String name, Input[] inputs) {
    return switch (operator) {
      case "DynamicQuantizeLinear" -> name.equals("out1") ? OnnxDataType.FLOAT : OnnxDataType.UINT8;
      case "MatMulInteger" -> OnnxDataType.INT32;
      case "DequantizeLinear" -> OnnxDataType.FLOAT;
      default -> OnnxDataType.of(inputs[2].tensor.type());
    };
  }

  private static Map<String, byte[]> reference(Path file, Input[] inputs) throws Exception {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> tensors = new HashMap<>();
    Map<String, byte[]> outputs = new HashMap<>();
    try (OrtSession session = environment.createSession(file.toString())) {
      for (Input input : inputs) {
        ByteBuffer data =
            ByteBuffer.allocateDirect(input.tensor.toByteArray().length)
                .order(ByteOrder.nativeOrder());
        data.put(input.tensor.toByteArray()).flip();
        OnnxJavaType type =
            switch (input.tensor.type()) {
              case FLOAT32 -> OnnxJavaType.FLOAT;
              case UINT8 -> OnnxJavaType.UINT8;
              default -> OnnxJavaType.INT8;
            };
        tensors.put(
            input.name,
            OnnxTensor.createTensor(environment, data, input.tensor.shape().dimensions(), type));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        for (var entry : result) {
          OnnxTensor tensor = (OnnxTensor) entry.getValue();
          ByteBuffer buffer = tensor.getByteBuffer();
          byte[] bytes = new byte[buffer.remaining()];
          buffer.get(bytes);
          outputs.put(entry.getKey(), bytes);
        }
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
    return outputs;
  }
}
