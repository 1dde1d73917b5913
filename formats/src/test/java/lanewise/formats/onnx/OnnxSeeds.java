package lanewise.formats.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Small sound models that tests start from. */
final class OnnxSeeds {
  private OnnxSeeds() {}

  static byte[] bytes(OnnxModel model) {
    try (Arena arena = Arena.ofConfined()) {
      return OnnxWriter.toSegment(model, arena).toArray(JAVA_BYTE);
    }
  }

  static OnnxValueInfo tensorInfo(String name, OnnxDimension... dimensions) {
    return new OnnxValueInfo(
        name, new OnnxType.TensorType(OnnxDataType.FLOAT, Optional.of(List.of(dimensions))));
  }

  /** A matrix product and an addition. */
  static OnnxModel product() {
    OnnxDimension batch = new OnnxDimension.Symbol("batch");
    return OnnxModel.of(
        10,
        21,
        OnnxGraph.of(
            "product",
            List.of(tensorInfo("x", batch, new OnnxDimension.Known(2))),
            List.of(tensorInfo("y", batch, new OnnxDimension.Unknown())),
            List.of(
                OnnxNode.of("MatMul", List.of("x", "w"), List.of("xw")),
                OnnxNode.of("Add", List.of("xw", "b"), List.of("y"))),
            List.of(
                OnnxTensor.of("w", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)),
                OnnxTensor.of("b", Tensor.of(new float[] {1, 2, 3}, 3)))));
  }

  /** Every kind of attribute, type and value that the records know. */
  static OnnxModel everything() {
    OnnxTensor tensor = OnnxTensor.of("t", Tensor.of(new long[] {-1, Long.MIN_VALUE}, 2));
    OnnxTensor words = OnnxTensor.ofStrings("words", Shape.of(2), List.of("", "größer"));
    OnnxSparseTensor sparse =
        new OnnxSparseTensor(
            OnnxTensor.of("sparse", Tensor.of(new float[] {1.5f, -2}, 2)),
            OnnxTensor.of("", Tensor.of(new long[] {0, 2, 1, 0}, 2, 2)),
            Shape.of(2, 3));
    OnnxGraph body =
        OnnxGraph.of(
            "body",
            List.of(),
            List.of(),
            List.of(OnnxNode.of("Neg", List.of("a"), List.of("b"))),
            List.of());
    OnnxType element = new OnnxType.TensorType(OnnxDataType.STRING, Optional.empty());
    OnnxType sequence = new OnnxType.SequenceType(element);
    OnnxNode node =
        OnnxNode.of(
            "Everything",
            List.of("x", "", "t"),
            List.of("y", ""),
            new OnnxAttribute.FloatValue("f", Float.NaN),
            new OnnxAttribute.IntValue("i", -5),
            OnnxAttribute.StringValue.of("s", "text"),
            new OnnxAttribute.TensorValue("t", tensor),
            new OnnxAttribute.GraphValue("g", body),
            new OnnxAttribute.Floats("floats", List.of(0f, -0f, 3e38f)),
            new OnnxAttribute.Ints("ints", List.of(0L, -1L, Long.MAX_VALUE)),
            new OnnxAttribute.Strings("strings", List.of("a", "")),
            new OnnxAttribute.Tensors("tensors", List.of(tensor, words)),
            new OnnxAttribute.Graphs("graphs", List.of(body, body)),
            new OnnxAttribute.SparseTensorValue("sparse", sparse),
            new OnnxAttribute.SparseTensors("sparses", List.of(sparse)),
            new OnnxAttribute.TypeValue("type", sequence),
            new OnnxAttribute.Types("types", List.of(element, new OnnxType.UnspecifiedType())),
            new OnnxAttribute.Floats("none", List.of()));
    Map<String, OnnxAttribute> defaults = new LinkedHashMap<>();
    defaults.put("alpha", new OnnxAttribute.FloatValue("alpha", 0));
    OnnxNode caller =
        new OnnxNode(
            "inner",
            "LeakyRelu",
            "",
            List.of("a"),
            List.of("b"),
            Map.of("alpha", new OnnxAttribute.Reference("alpha", "slope", 1)),
            "");
    OnnxFunction function =
        new OnnxFunction(
            "Leak",
            "my.domain",
            "v2",
            List.of("a"),
            List.of("b"),
            List.of("slope"),
            defaults,
            List.of(caller),
            Map.of("", 21L),
            List.of(tensorInfo("a")));
    OnnxGraph graph =
        new OnnxGraph(
            "all",
            List.of(
                tensorInfo("x", new OnnxDimension.Known(0)),
                new OnnxValueInfo("seq", sequence),
                new OnnxValueInfo("opt", new OnnxType.OptionalType(sequence)),
                new OnnxValueInfo("map", new OnnxType.MapType(OnnxDataType.INT64, element)),
                new OnnxValueInfo(
                    "sp", new OnnxType.SparseTensorType(OnnxDataType.INT8, Optional.of(List.of()))),
                new OnnxValueInfo("any", new OnnxType.UnspecifiedType())),
            List.of(tensorInfo("y")),
            List.of(tensorInfo("between")),
            List.of(node),
            List.of(tensor, words),
            List.of(sparse),
            Map.of("key", "value"));
    Map<String, Long> opsets = new LinkedHashMap<>();
    opsets.put("", 21L);
    opsets.put("my.domain", 1L);
    return new OnnxModel(
        10,
        opsets,
        "producer",
        "1.0",
        "domain",
        7,
        "doc",
        graph,
        List.of(function),
        Map.of("author", "nobody"));
  }

  /** Half-width weights, an empty tensor and a constant inside a node. */
  static OnnxModel constants() {
    OnnxTensor half =
        OnnxTensor.of(
            "half",
            Tensor.of(
                ElementType.FLOAT16,
                Shape.of(2, 2),
                Tensor.of(new int[] {0x3C003C00, 0x40004000}, 2).segment()));
    return OnnxModel.of(
        8,
        13,
        OnnxGraph.of(
            "constants",
            List.of(),
            List.of(tensorInfo("c", new OnnxDimension.Known(2))),
            List.of(
                OnnxNode.of(
                    "Constant",
                    List.of(),
                    List.of("c"),
                    new OnnxAttribute.TensorValue(
                        "value", OnnxTensor.of("", Tensor.of(new float[] {1, 2}, 2)))),
                OnnxNode.of(
                    "Softmax", List.of("c"), List.of("d"), new OnnxAttribute.IntValue("axis", -1))),
            List.of(half, OnnxTensor.of("empty", Tensor.of(new float[0], 0, 5)))));
  }
}
